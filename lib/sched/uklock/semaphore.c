/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The semaphore. A unit that is given while threads wait goes to the first of
 * them and never shows in the count, so nobody can snatch it.
 */
#include <uk/errno.h>
#include <uk/semaphore.h>

/* With the queue's lock held. */
static bool take(struct uk_semaphore *semaphore)
{
	if (!semaphore->count)
		return false;
	semaphore->count--;
	return true;
}

int uk_semaphore_down_until(struct uk_semaphore *semaphore,
			    uint64_t deadline)
{
	struct uk_waiter waiter;
	unsigned long state = uk_wait_lock(&semaphore->waiters);
	int result = 0;

	if (!take(semaphore)) {
		uk_wait_add(&semaphore->waiters, &waiter);
		result = uk_wait_sleep(&semaphore->waiters, &waiter,
				       deadline);
	}
	uk_wait_unlock(&semaphore->waiters, state);
	return result;
}

void uk_semaphore_down(struct uk_semaphore *semaphore)
{
	uk_semaphore_down_until(semaphore, UINT64_MAX);
}

int uk_semaphore_try_down(struct uk_semaphore *semaphore)
{
	unsigned long state = uk_wait_lock(&semaphore->waiters);
	int result = take(semaphore) ? 0 : -EAGAIN;

	uk_wait_unlock(&semaphore->waiters, state);
	return result;
}

int uk_semaphore_up(struct uk_semaphore *semaphore)
{
	unsigned long state = uk_wait_lock(&semaphore->waiters);
	int result = 0;

	if (!uk_wait_pop(&semaphore->waiters)) {
		if (semaphore->count == -1U)
			result = -EOVERFLOW;
		else
			semaphore->count++;
	}
	uk_wait_unlock(&semaphore->waiters, state);
	return result;
}
