/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * musl's system calls, in the place of an architecture's: functions of the kernel, called
 * directly. A number that the compiler knows becomes a call of that one function, so
 * that an image has only those that its program uses; any other goes through the table.
 */
#define UK_ARGUMENTS_0 void
#define UK_ARGUMENTS_1 long
#define UK_ARGUMENTS_2 long, long
#define UK_ARGUMENTS_3 long, long, long
#define UK_ARGUMENTS_4 long, long, long, long
#define UK_ARGUMENTS_5 long, long, long, long, long
#define UK_ARGUMENTS_6 long, long, long, long, long, long

#define UK_SYSCALL(number, name, count) long uk_sys_##name(UK_ARGUMENTS_##count);
#include <uk/syscalls.h>
#undef UK_SYSCALL

long uk_syscall(long number, long a, long b, long c, long d, long e, long f);

#define UK_VALUES_0 ()
#define UK_VALUES_1 (a)
#define UK_VALUES_2 (a, b)
#define UK_VALUES_3 (a, b, c)
#define UK_VALUES_4 (a, b, c, d)
#define UK_VALUES_5 (a, b, c, d, e)
#define UK_VALUES_6 (a, b, c, d, e, f)

static inline __attribute__((__always_inline__)) long
__syscall6(long number, long a, long b, long c, long d, long e, long f)
{
	if (!__builtin_constant_p(number))
		return uk_syscall(number, a, b, c, d, e, f);
	switch (number) {
#define UK_SYSCALL(number, name, count) \
	case number:                    \
		return uk_sys_##name UK_VALUES_##count;
#include <uk/syscalls.h>
#undef UK_SYSCALL
	default:
		return -ENOSYS;
	}
}

/* Linux's calls with fewer arguments than the kernel's have the others undefined. */
#define __syscall0(n) (__syscall6)(n, 0, 0, 0, 0, 0, 0)
static inline __attribute__((__always_inline__)) long __syscall1(long n, long a)
{
	return __syscall6(n, a, 0, 0, 0, 0, 0);
}

static inline __attribute__((__always_inline__)) long __syscall2(long n, long a,
								 long b)
{
	return __syscall6(n, a, b, 0, 0, 0, 0);
}

static inline __attribute__((__always_inline__)) long
__syscall3(long n, long a, long b, long c)
{
	return __syscall6(n, a, b, c, 0, 0, 0);
}

static inline __attribute__((__always_inline__)) long
__syscall4(long n, long a, long b, long c, long d)
{
	return __syscall6(n, a, b, c, d, 0, 0);
}

static inline __attribute__((__always_inline__)) long
__syscall5(long n, long a, long b, long c, long d, long e)
{
	return __syscall6(n, a, b, c, d, e, 0);
}

/*
 * Calls that are cancellation points (POSIX, 2.9.5.2). musl's way is a handler that looks
 * where in a call the thread was; here the kernel ends the thread's wait with -EINTR, and
 * the thread itself looks before and after. Without pthread_cancel() in the program
 * both do nothing (replaced/cancellation_point.c).
 */
#define __scc(X) ((long)(X))
typedef long syscall_arg_t;

hidden long __uk_cancel_before(long number), __uk_cancel_after(long number);

/* The function that syscall.h declares, for inlining only. */
extern inline __attribute__((__gnu_inline__, __always_inline__)) long
__syscall_cp(long number, long a, long b, long c, long d, long e, long f)
{
	long result = __uk_cancel_before(number);

	if (!result)
		result = __syscall6(number, a, b, c, d, e, f);
	if (__builtin_expect(result == -EINTR, 0))
		result = __uk_cancel_after(number);
	return result;
}

#define __SYSCALL_LL_E(x) (x)
#define __SYSCALL_LL_O(x) (x)
#define IPC_64 0
