/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Linux's numbers have a gap, which tables by number leave out.
 */
#ifndef SYSCALL_NUMBER_H
#define SYSCALL_NUMBER_H

#include <uk/syscall.h>

/* SYSCALL_read = 0, ... */
enum {
#define UK_SYSCALL(number, name, arguments) SYSCALL_##name = (number),
#include <uk/syscalls.h>
};

/* From GAP_TO on, numbers are those of all of Linux's machines. */
#define GAP_FROM (SYSCALL_rseq + 1)
#define GAP_TO SYSCALL_pidfd_send_signal
#define SYSCALL_INDEX(number) \
	((number) < GAP_FROM ? (number) : (number) - (GAP_TO - GAP_FROM))
#define SYSCALL_INDICES (SYSCALL_INDEX(SYSCALL_fchmodat2) + 1)

/* SYSCALL_INDICES for what is in the gap or behind the last */
static inline unsigned int syscall_index(long number)
{
	if ((unsigned long)number < GAP_FROM)
		return (unsigned int)number;
	if (number < GAP_TO || number > SYSCALL_fchmodat2)
		return SYSCALL_INDICES;
	return (unsigned int)SYSCALL_INDEX(number);
}

#endif /* SYSCALL_NUMBER_H */
