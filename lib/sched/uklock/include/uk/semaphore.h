/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Counting semaphores. Units go to waiters first come, first served; an
 * interrupt handler may give units.
 */
#ifndef UK_SEMAPHORE_H
#define UK_SEMAPHORE_H

#include <uk/wait.h>

/* Nothing to free at the end. */
struct uk_semaphore {
	unsigned int count;
	struct uk_wait_queue waiters;
};

#define UK_SEMAPHORE_INIT(units) { .count = (units) }

/* Takes a unit; sleeps until there is one. */
void uk_semaphore_down(struct uk_semaphore *semaphore);

/* 0, or -ETIMEDOUT at the monotonic time `deadline` (UINT64_MAX: never). */
int uk_semaphore_down_until(struct uk_semaphore *semaphore,
			    uint64_t deadline);

/* 0, or -EAGAIN if there is no unit. Any context. */
int uk_semaphore_try_down(struct uk_semaphore *semaphore);

/* Gives a unit. 0, or -EOVERFLOW beyond UINT_MAX units. Any context. */
int uk_semaphore_up(struct uk_semaphore *semaphore);

#endif /* UK_SEMAPHORE_H */
