/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls by their numbers, for a program's own syscall(). All of the image's calls are
 * in an image that has this.
 */
#include "missing.h"
#include "number.h"

/* A function with fewer arguments does not see those that it has not: they are in
 * registers (System V ABI, AMD64, 3.2.3), as Linux's own table relies on.
 */
typedef long (*call)(long a, long b, long c, long d, long e, long f);

static const call calls[SYSCALL_INDICES] = {
#define UK_SYSCALL(number, name, arguments) \
	[SYSCALL_INDEX(number)] = (call)(void (*)(void))uk_sys_##name,
#include <uk/syscalls.h>
};

/* Not inlined: who called it is told. */
__uk_noinline long uk_syscall(long number, long a, long b, long c, long d,
			      long e, long f)
{
	unsigned int index = syscall_index(number);

	if (UK_UNLIKELY(index >= SYSCALL_INDICES || !calls[index]))
		return syscall_missing(number, NULL,
				       __builtin_return_address(0));
	return calls[index](a, b, c, d, e, f);
}
