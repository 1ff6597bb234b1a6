/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Condition variables. The waiter is in the queue before the mutex is unlocked, so a signal
 * in between finds it; who is woken is not cancelled, so no signal is lost.
 */
#include "internal.h"

struct condition {
	unsigned long clock;
	struct uk_wait_queue waiters;
};

_Static_assert(sizeof(struct condition) == sizeof(pthread_cond_t),
	       "as in <sys/_pthreadtypes.h>");

static inline struct condition *condition_of(pthread_cond_t *condition)
{
	return (struct condition *)condition;
}

static int wait_until(pthread_cond_t *object, pthread_mutex_t *mutex,
		      uint64_t deadline)
{
	struct uk_wait_queue *waiters = &condition_of(object)->waiters;
	struct uk_waiter waiter;
	int error, result;

	if (uk_cancel_is_due())
		pthread_testcancel();
	uk_wait_prepare(waiters, &waiter);
	error = pthread_mutex_unlock(mutex);
	if (UK_UNLIKELY(error)) {
		uk_wait_cancel(waiters, &waiter);
		return error;
	}
	result = uk_wait_commit_interruptible(waiters, &waiter, deadline);
	pthread_mutex_lock(mutex);
	if (UK_LIKELY(result != -EINTR))
		return -result;
	/* With the mutex locked. After a handler, this was a spurious wake-up. */
	uk_interrupt_handle(-EINTR);
	return 0;
}

int pthread_cond_wait(pthread_cond_t *restrict condition,
		      pthread_mutex_t *restrict mutex)
{
	return wait_until(condition, mutex, UK_TIME_NEVER);
}

int pthread_cond_clockwait(pthread_cond_t *restrict condition,
			   pthread_mutex_t *restrict mutex, clockid_t clock,
			   const struct timespec *restrict time)
{
	uint64_t deadline;
	int error = pthread_deadline(clock, time, &deadline);

	return error ?: wait_until(condition, mutex, deadline);
}

int pthread_cond_timedwait(pthread_cond_t *restrict condition,
			   pthread_mutex_t *restrict mutex,
			   const struct timespec *restrict time)
{
	return pthread_cond_clockwait(condition, mutex,
				      (clockid_t)condition->__clock, time);
}

int pthread_cond_signal(pthread_cond_t *condition)
{
	if (condition->__waiters.__first)
		uk_wait_wake_one(&condition_of(condition)->waiters);
	return 0;
}

int pthread_cond_broadcast(pthread_cond_t *condition)
{
	if (condition->__waiters.__first)
		uk_wait_wake_all(&condition_of(condition)->waiters);
	return 0;
}

int pthread_cond_init(pthread_cond_t *restrict condition,
		      const pthread_condattr_t *restrict attributes)
{
	*condition_of(condition) = (struct condition){
		.clock = attributes ? attributes->__clock : CLOCK_REALTIME,
	};
	return 0;
}

int pthread_cond_destroy(pthread_cond_t *condition)
{
	return condition->__waiters.__first ? EBUSY : 0;
}

int pthread_condattr_init(pthread_condattr_t *attributes)
{
	*attributes = (pthread_condattr_t){ .__clock = CLOCK_REALTIME };
	return 0;
}

int pthread_condattr_destroy(pthread_condattr_t *attributes __uk_unused)
{
	return 0;
}

int pthread_condattr_getclock(const pthread_condattr_t *restrict attributes,
			      clockid_t *restrict clock)
{
	*clock = attributes->__clock;
	return 0;
}

int pthread_condattr_setclock(pthread_condattr_t *attributes, clockid_t clock)
{
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
		return EINVAL;
	attributes->__clock = (unsigned char)clock;
	return 0;
}

int pthread_condattr_getpshared(const pthread_condattr_t *restrict attributes,
				int *restrict shared)
{
	*shared = attributes->__shared;
	return 0;
}

int pthread_condattr_setpshared(pthread_condattr_t *attributes, int shared)
{
	if (!is_sharing(shared))
		return EINVAL;
	attributes->__shared = (unsigned char)shared;
	return 0;
}
