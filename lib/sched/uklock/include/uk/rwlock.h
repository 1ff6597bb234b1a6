/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Read-write locks: many readers or one writer. Strictly first come, first
 * served, so neither side starves; a thread must not take for reading again
 * what it holds already: a writer in between would stop it for good.
 */
#ifndef UK_RWLOCK_H
#define UK_RWLOCK_H

#include <uk/wait.h>

/* Zero bytes are an unlocked lock. Nothing to free at the end. */
struct uk_rwlock {
	int holders; /* number of readers; -1: a writer */
	struct uk_wait_queue waiters;
};

#define UK_RWLOCK_INIT { .holders = 0 }

/* 0, or -ETIMEDOUT at the monotonic time `deadline` (UINT64_MAX: never). */
int uk_rwlock_read_until(struct uk_rwlock *lock, uint64_t deadline);
int uk_rwlock_write_until(struct uk_rwlock *lock, uint64_t deadline);

/* 0, or -EBUSY, also when others wait. Never sleep. */
int uk_rwlock_try_read(struct uk_rwlock *lock);
int uk_rwlock_try_write(struct uk_rwlock *lock);

static inline void uk_rwlock_read(struct uk_rwlock *lock)
{
	uk_rwlock_read_until(lock, UINT64_MAX);
}

static inline void uk_rwlock_write(struct uk_rwlock *lock)
{
	uk_rwlock_write_until(lock, UINT64_MAX);
}

/* Gives up one hold of either kind. */
void uk_rwlock_unlock(struct uk_rwlock *lock);

#endif /* UK_RWLOCK_H */
