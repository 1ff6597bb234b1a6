/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Those who watch calls.
 */
#ifndef SYSCALL_WATCH_H
#define SYSCALL_WATCH_H

#include <uk/essentials.h>

#define SYSCALL_ARGUMENTS_MOST 6

/* A call that is made */
struct syscall_made {
	long number;
	unsigned int count;			/* of arguments */
	long arguments[SYSCALL_ARGUMENTS_MOST]; /* the rest are 0 */
	long result;
};

/* Where the call that was made last returns to */
extern const void *syscall_watched_for;

/* Before the call */
void syscall_count(const struct syscall_made *made);
void syscall_trace_begin(const struct syscall_made *made);
/* After it; not of one that does not return */
void syscall_count_result(const struct syscall_made *made);
void syscall_trace_end(const struct syscall_made *made);

/* As Linux has it: all other results are values. */
static inline bool syscall_has_failed(long result)
{
	return (unsigned long)result > -4096ul;
}

#endif /* SYSCALL_WATCH_H */
