/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the calls' own files include in place of <uk/syscall.h>: how arguments become
 * what they are, in one place.
 */
#ifndef SYSCALL_CALL_H
#define SYSCALL_CALL_H

/* Where calls are watched, the function behind uk_sys_read() has the symbol
 * uk_sys_body_read, and a watching one (watch.c) the name.
 */
#ifdef CONFIG_LIBSYSCALL_WATCHED
#define UK_SYSCALL_SYMBOL(name) __asm__("uk_sys_body_" #name)
#endif

#include <uk/errno.h>
#include <uk/stat.h>
#include <uk/syscall.h>
#include <uk/time.h>

/* An argument that is an address */
#define TO(type, argument) ((type *)(argument))

/* Nanoseconds of a struct timespec, NULL: for ever. 0 or -EINVAL. */
static inline int call_timespec(long at, uint64_t *nanoseconds)
{
	const struct uk_timespec *time = TO(const struct uk_timespec, at);

	*nanoseconds = UK_TIME_NEVER;
	if (!time)
		return 0;
	if (time->seconds < 0 || (uint64_t)time->nanoseconds >= UK_TIME_SECOND)
		return -EINVAL;
	*nanoseconds = uk_time_join((uint64_t)time->seconds,
				    (uint32_t)time->nanoseconds);
	return 0;
}

#endif /* SYSCALL_CALL_H */
