/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Barriers. The last to come wakes the others and starts anew.
 */
#include "internal.h"

struct barrier {
	unsigned int count, missing;
	unsigned long round;
	struct uk_wait_queue waiters;
};

_Static_assert(sizeof(struct barrier) == sizeof(pthread_barrier_t),
	       "as in <sys/_pthreadtypes.h>");

static inline struct barrier *barrier_of(pthread_barrier_t *barrier)
{
	return (struct barrier *)barrier;
}

/* The barrier may be gone when they have come. A handler may find that they have. */
static void wait_for_others(struct barrier *barrier, unsigned long round,
			    unsigned long state)
{
	struct uk_waiter waiter;

	while (pthread_wait(&barrier->waiters, &waiter, state, UK_TIME_NEVER)) {
		state = uk_wait_lock(&barrier->waiters);
		if (barrier->round != round) {
			uk_wait_unlock(&barrier->waiters, state);
			break;
		}
	}
	pthread_wait_done();
}

int pthread_barrier_wait(pthread_barrier_t *object)
{
	struct barrier *barrier = barrier_of(object);
	unsigned long state = uk_wait_lock(&barrier->waiters);
	unsigned long round = barrier->round;

	if (--barrier->missing) {
		wait_for_others(barrier, round, state);
		return 0;
	}
	barrier->missing = barrier->count;
	barrier->round++;
	while (uk_wait_pop(&barrier->waiters))
		;
	uk_wait_unlock(&barrier->waiters, state);
	return PTHREAD_BARRIER_SERIAL_THREAD;
}

int pthread_barrier_init(
	pthread_barrier_t *restrict barrier,
	const pthread_barrierattr_t *restrict attributes __uk_unused,
	unsigned int count)
{
	if (!count)
		return EINVAL;
	*barrier_of(barrier) = (struct barrier){ .count = count,
						 .missing = count };
	return 0;
}

int pthread_barrier_destroy(pthread_barrier_t *barrier)
{
	return barrier->__waiters.__first ? EBUSY : 0;
}

int pthread_barrierattr_init(pthread_barrierattr_t *attributes)
{
	*attributes = (pthread_barrierattr_t){ 0 };
	return 0;
}

int pthread_barrierattr_destroy(pthread_barrierattr_t *attributes __uk_unused)
{
	return 0;
}

int pthread_barrierattr_getpshared(
	const pthread_barrierattr_t *restrict attributes, int *restrict shared)
{
	*shared = attributes->__shared;
	return 0;
}

int pthread_barrierattr_setpshared(pthread_barrierattr_t *attributes,
				   int shared)
{
	if (!is_sharing(shared))
		return EINVAL;
	attributes->__shared = (unsigned char)shared;
	return 0;
}
