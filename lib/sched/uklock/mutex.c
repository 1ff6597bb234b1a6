/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The mutex. Without contention locking and unlocking are one atomic exchange
 * each, interrupts untouched. Bit 0 of the owner makes the exchange of the
 * unlock fail, so that it looks at the waiters and the depth.
 */
#include <uk/assert.h>
#include <uk/atomic.h>
#include <uk/errno.h>
#include <uk/mutex.h>

#define SLOW_UNLOCK ((uintptr_t)1)

static inline uintptr_t self(void)
{
	return (uintptr_t)uk_thread_current();
}

static inline bool owner_change(struct uk_mutex *mutex, uintptr_t from,
				uintptr_t to)
{
	return uk_atomic_compare_exchange(&mutex->owner, &from, to);
}

static inline bool owned_by_self(const struct uk_mutex *mutex)
{
	return uk_mutex_owner(mutex) == uk_thread_current();
}

int uk_mutex_try_lock(struct uk_mutex *mutex)
{
	if (UK_LIKELY(owner_change(mutex, 0, self())))
		return 0;
	if (!mutex->recursive || !owned_by_self(mutex))
		return -EBUSY;
	/* Nobody else writes the depth, and the owner stays. */
	mutex->depth++;
	uk_atomic_or(&mutex->owner, SLOW_UNLOCK);
	return 0;
}

int uk_mutex_lock_until(struct uk_mutex *mutex, uint64_t deadline)
{
	struct uk_waiter waiter;
	unsigned long state;
	int result = 0;

	if (UK_LIKELY(uk_mutex_try_lock(mutex) == 0))
		return 0;
	UK_ASSERT(!owned_by_self(mutex));
	state = uk_wait_lock(&mutex->waiters);
	if (uk_atomic_or(&mutex->owner, SLOW_UNLOCK) == 0) {
		/* Unlocked since we tried; so nobody waits. */
		mutex->owner = self();
	} else {
		uk_wait_add(&mutex->waiters, &waiter);
		result = uk_wait_sleep(&mutex->waiters, &waiter, deadline);
	}
	uk_wait_unlock(&mutex->waiters, state);
	return result;
}

void uk_mutex_lock(struct uk_mutex *mutex)
{
	uk_mutex_lock_until(mutex, UINT64_MAX);
}

static void unlock_slowly(struct uk_mutex *mutex)
{
	unsigned long state;
	uintptr_t next;

	UK_ASSERT(owned_by_self(mutex));
	if (mutex->depth) {
		mutex->depth--;
		return;
	}
	state = uk_wait_lock(&mutex->waiters);
	next = (uintptr_t)uk_wait_pop(&mutex->waiters);
	if (mutex->waiters.first)
		next |= SLOW_UNLOCK;
	uk_store_release(&mutex->owner, next);
	uk_wait_unlock(&mutex->waiters, state);
}

void uk_mutex_unlock(struct uk_mutex *mutex)
{
	if (UK_UNLIKELY(!owner_change(mutex, self(), 0)))
		unlock_slowly(mutex);
}
