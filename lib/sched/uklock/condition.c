/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The condition variable. The waiter is in the queue before the mutex is
 * unlocked, so a signal in between finds it.
 */
#include <uk/assert.h>
#include <uk/condition.h>

int uk_condition_wait_until(struct uk_condition *condition,
			    struct uk_mutex *mutex, uint64_t deadline)
{
	struct uk_waiter waiter;
	int result;

	UK_ASSERT(mutex->depth == 0);
	uk_wait_prepare(&condition->waiters, &waiter);
	uk_mutex_unlock(mutex);
	result = uk_wait_commit(&condition->waiters, &waiter, deadline);
	uk_mutex_lock(mutex);
	return result;
}

void uk_condition_wait(struct uk_condition *condition,
		       struct uk_mutex *mutex)
{
	uk_condition_wait_until(condition, mutex, UINT64_MAX);
}
