/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The read-write lock: one queue for both kinds. Whoever changes the state
 * hands the lock to as many waiters from the front as fit together.
 */
#include <uk/assert.h>
#include <uk/errno.h>
#include <uk/rwlock.h>

/* With the queue's lock held. */
static bool take(struct uk_rwlock *lock, bool exclusive)
{
	if (exclusive ? lock->holders != 0 : lock->holders < 0)
		return false;
	lock->holders += exclusive ? -1 : 1;
	return true;
}

static void hand_on(struct uk_rwlock *lock)
{
	while (lock->waiters.first &&
	       take(lock, lock->waiters.first->exclusive))
		uk_wait_pop(&lock->waiters);
}

static int acquire(struct uk_rwlock *lock, bool exclusive, bool wait,
		   uint64_t deadline)
{
	struct uk_waiter waiter = { .exclusive = exclusive };
	unsigned long state = uk_wait_lock(&lock->waiters);
	int result = 0;

	if (lock->waiters.first || !take(lock, exclusive)) {
		result = -EBUSY;
		if (wait) {
			uk_wait_add(&lock->waiters, &waiter);
			result = uk_wait_sleep(&lock->waiters, &waiter,
					       deadline);
			/* Those behind may have waited only for us. */
			if (result)
				hand_on(lock);
		}
	}
	uk_wait_unlock(&lock->waiters, state);
	return result;
}

int uk_rwlock_read_until(struct uk_rwlock *lock, uint64_t deadline)
{
	return acquire(lock, false, true, deadline);
}

int uk_rwlock_write_until(struct uk_rwlock *lock, uint64_t deadline)
{
	return acquire(lock, true, true, deadline);
}

int uk_rwlock_try_read(struct uk_rwlock *lock)
{
	return acquire(lock, false, false, 0);
}

int uk_rwlock_try_write(struct uk_rwlock *lock)
{
	return acquire(lock, true, false, 0);
}

void uk_rwlock_unlock(struct uk_rwlock *lock)
{
	unsigned long state = uk_wait_lock(&lock->waiters);

	UK_ASSERT(lock->holders != 0);
	lock->holders += lock->holders < 0 ? 1 : -1;
	hand_on(lock);
	uk_wait_unlock(&lock->waiters, state);
}
