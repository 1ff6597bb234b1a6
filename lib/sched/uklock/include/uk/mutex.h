/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mutual exclusion between threads. An unlocked mutex that others wait for goes
 * straight to the one that waits longest: nobody overtakes, nobody
 * starves. Not for interrupt handlers: they use <uk/spinlock.h>.
 */
#ifndef UK_MUTEX_H
#define UK_MUTEX_H

#include <uk/wait.h>

/* Zero bytes are an unlocked plain mutex. Nothing to free at the end. */
struct uk_mutex {
	uintptr_t owner; /* thread; bit 0: unlock must take the slow path */
	unsigned int depth; /* lock calls of the owner beyond the first */
	bool recursive;	    /* the owner may lock it again */
	struct uk_wait_queue waiters;
};

#define UK_MUTEX_INIT { .owner = 0 }
#define UK_MUTEX_RECURSIVE_INIT { .recursive = true }

/* Sleeps until the mutex is the caller's. Locking a plain mutex twice is
 * an assertion failure.
 */
void uk_mutex_lock(struct uk_mutex *mutex);

/* 0, or -ETIMEDOUT at the monotonic time `deadline` (UINT64_MAX: never). */
int uk_mutex_lock_until(struct uk_mutex *mutex, uint64_t deadline);

/* 0, or -EBUSY. Never sleeps. */
int uk_mutex_try_lock(struct uk_mutex *mutex);

/* The caller holds it (an assertion). */
void uk_mutex_unlock(struct uk_mutex *mutex);

/* Who holds it now; NULL: nobody. Certain only if it is the caller. */
static inline struct uk_thread *uk_mutex_owner(const struct uk_mutex *mutex)
{
	return (struct uk_thread *)(mutex->owner & ~(uintptr_t)1);
}

#endif /* UK_MUTEX_H */
