/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Semaphores. A unit that is given while threads wait goes to the first of them and never
 * shows in the value, so nobody can snatch it. sem_post() may be called by handlers of
 * signals.
 */
#include <semaphore.h>

#include "internal.h"

struct semaphore {
	unsigned int value, unused;
	struct uk_wait_queue waiters;
};

_Static_assert(sizeof(struct semaphore) == sizeof(sem_t),
	       "as in <semaphore.h>");

static inline struct semaphore *semaphore_of(sem_t *semaphore)
{
	return (struct semaphore *)semaphore;
}

static int fail(int error)
{
	errno = error;
	return -1;
}

/* Takes a unit, or adds `waiter`, if any, to those who wait for one. */
static bool take(struct semaphore *semaphore, struct uk_waiter *waiter)
{
	unsigned long state = uk_wait_lock(&semaphore->waiters);
	bool taken = semaphore->value > 0;

	if (taken)
		semaphore->value--;
	else if (waiter)
		uk_wait_add(&semaphore->waiters, waiter);
	uk_wait_unlock(&semaphore->waiters, state);
	return taken;
}

static int wait_once(struct semaphore *semaphore, uint64_t deadline)
{
	struct uk_waiter waiter;

	if (take(semaphore, &waiter))
		return 0;
	return uk_wait_commit_interruptible(&semaphore->waiters, &waiter,
					    deadline);
}

static int wait_until(struct semaphore *semaphore, uint64_t deadline)
{
	long result = UK_RESTARTABLE(wait_once(semaphore, deadline));

	return result ? fail((int)-result) : 0;
}

int sem_wait(sem_t *semaphore)
{
	if (uk_cancel_is_due())
		pthread_testcancel();
	return wait_until(semaphore_of(semaphore), UK_TIME_NEVER);
}

int sem_clockwait(sem_t *restrict object, clockid_t clock,
		  const struct timespec *restrict time)
{
	struct semaphore *semaphore = semaphore_of(object);
	uint64_t deadline;
	int error;

	if (uk_cancel_is_due())
		pthread_testcancel();
	if (take(semaphore, NULL))
		return 0;
	error = pthread_deadline(clock, time, &deadline);
	return error ? fail(error) : wait_until(semaphore, deadline);
}

int sem_timedwait(sem_t *restrict semaphore,
		  const struct timespec *restrict time)
{
	return sem_clockwait(semaphore, CLOCK_REALTIME, time);
}

int sem_trywait(sem_t *semaphore)
{
	return take(semaphore_of(semaphore), NULL) ?
		       0 :
		       fail(pthread_busy(EAGAIN));
}

int sem_post(sem_t *object)
{
	struct semaphore *semaphore = semaphore_of(object);
	unsigned long state = uk_wait_lock(&semaphore->waiters);
	int error = 0;

	if (!uk_wait_pop(&semaphore->waiters)) {
		if (semaphore->value < SEM_VALUE_MAX)
			semaphore->value++;
		else
			error = EOVERFLOW;
	}
	uk_wait_unlock(&semaphore->waiters, state);
	return error ? fail(error) : 0;
}

int sem_getvalue(sem_t *restrict semaphore, int *restrict value)
{
	*value = (int)semaphore->__value;
	return 0;
}

int sem_init(sem_t *semaphore, int shared __uk_unused, unsigned int value)
{
	if (value > SEM_VALUE_MAX)
		return fail(EINVAL);
	*semaphore_of(semaphore) = (struct semaphore){ .value = value };
	return 0;
}

int sem_destroy(sem_t *semaphore)
{
	return semaphore->__waiters.__first ? fail(EBUSY) : 0;
}
