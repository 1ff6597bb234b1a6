/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How often each system call was made, where the image counts (LIBSYSCALL_STATISTICS). It
 * prints all when it ends. Context: threads.
 */
#ifndef UK_SYSCALL_STATISTICS_H
#define UK_SYSCALL_STATISTICS_H

#include <uk/essentials.h>

struct uk_syscall_count {
	unsigned long calls;
	unsigned long failures; /* of those that came back */
};

/* By number; zeroes for one that is no call. */
struct uk_syscall_count uk_syscall_count(long number);

/* The calls that were made, those made most first. */
void uk_syscall_print_counts(void);

#endif /* UK_SYSCALL_STATISTICS_H */
