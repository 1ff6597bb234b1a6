/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the program's threads leave behind when they end.
 */
#ifndef SYSCALL_OWN_H
#define SYSCALL_OWN_H

#include <uk/essentials.h>

/* struct robust_list_head (linux/futex.h) */
struct robust_list {
	struct robust_list *next; /* bit 0: a lock with priorities */
};

struct robust_lists {
	struct robust_list first; /* a ring, which ends here */
	int64_t offset; /* of a lock's word, from its link */
	struct robust_list *pending; /* one that is being taken or given back */
};

struct own_thread {
	int *clear; /* becomes 0 at its end, and who waits for that is woken */
	struct robust_lists *robust;
};

extern _Thread_local struct own_thread own_thread;

/* How many threads the process has. */
extern unsigned int own_threads;

/* Marks the locks that the ending thread `number` holds, and wakes who waits for them. */
void robust_lists_end(struct robust_lists *lists, int number);

#endif /* SYSCALL_OWN_H */
