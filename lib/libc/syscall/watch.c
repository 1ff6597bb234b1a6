/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Between a program and each call that it makes, where calls are counted or traced: these
 * functions have the calls' names, and the calls other symbols (call.h).
 */
#include <uk/syscall.h>

#include "watch.h"

#ifndef CONFIG_LIBSYSCALL_STATISTICS
#define syscall_count(made) ((void)0)
#define syscall_count_result(made) ((void)0)
#endif
#ifndef CONFIG_LIBSYSCALL_TRACE
#define syscall_trace_begin(made) ((void)0)
#define syscall_trace_end(made) ((void)0)
#endif

const void *syscall_watched_for;

/* A function with fewer arguments does not see those that it has not: see table.c. */
typedef long (*body)(long a, long b, long c, long d, long e, long f);

static long __uk_noinline watch(body call, struct syscall_made *made,
				const void *caller)
{
	const long *a = made->arguments;

	syscall_count(made);
	syscall_trace_begin(made);
	syscall_watched_for = caller;
	made->result = call(a[0], a[1], a[2], a[3], a[4], a[5]);
	syscall_count_result(made);
	syscall_trace_end(made);
	return made->result;
}

#define VALUES_0
#define VALUES_1 a
#define VALUES_2 a, b
#define VALUES_3 a, b, c
#define VALUES_4 a, b, c, d
#define VALUES_5 a, b, c, d, e
#define VALUES_6 a, b, c, d, e, f

#define UK_SYSCALL(call, name, parameters)                                   \
	long uk_sys_body_##name(UK_SYSCALL_ARGUMENTS_##parameters);          \
	__uk_noinline long uk_sys_##name(                                    \
		UK_SYSCALL_ARGUMENTS_##parameters)                           \
	{                                                                    \
		struct syscall_made made = {                                 \
			.number = (call),                                    \
			.count = (parameters),                               \
			.arguments = { VALUES_##parameters },                \
		};                                                           \
									     \
		return watch((body)(void (*)(void))uk_sys_body_##name,       \
			     &made, __builtin_return_address(0));            \
	}
#include <uk/syscalls.h>
