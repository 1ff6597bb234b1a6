/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mutexes. Without contention locking and unlocking are one atomic exchange each, for all
 * types. An unlocked mutex that others wait for goes to the one that waits longest. Bit 0
 * of the owner makes the exchange of the unlock fail, so that it looks at the rest.
 */
#include <uk/atomic.h>

#include "internal.h"

#define LOOK_CLOSER ((uintptr_t)1)

static inline uintptr_t caller(void)
{
	return (uintptr_t)uk_thread_current();
}

static inline struct mutex *mutex_of(pthread_mutex_t *mutex)
{
	return (struct mutex *)mutex;
}

static inline bool owner_change(struct mutex *mutex, uintptr_t from,
				uintptr_t to)
{
	return uk_atomic_compare_exchange(&mutex->owner, &from, to);
}

static int lock_again(struct mutex *mutex)
{
	if (mutex->depth == UINT32_MAX)
		return EAGAIN;
	mutex->depth++;
	uk_atomic_or(&mutex->owner, LOOK_CLOSER);
	return 0;
}

static int wait_for_it(struct mutex *mutex, uint64_t deadline)
{
	struct uk_waiter waiter;
	unsigned long state = uk_wait_lock(&mutex->waiters);

	if (uk_atomic_or(&mutex->owner, LOOK_CLOSER))
		return pthread_wait(&mutex->waiters, &waiter, state, deadline);
	mutex->owner = caller();
	uk_wait_unlock(&mutex->waiters, state);
	return 0;
}

/* Who owns a normal mutex and locks it again waits for another thread to unlock it. */
static int __uk_noinline lock_slowly(struct mutex *mutex, uint64_t deadline)
{
	int result;

	if (mutex->type != PTHREAD_MUTEX_NORMAL &&
	    mutex_owner(mutex) == caller())
		return mutex->type == PTHREAD_MUTEX_RECURSIVE ?
			       lock_again(mutex) :
			       EDEADLK;
	do
		result = wait_for_it(mutex, deadline);
	while (result == -EINTR);
	pthread_wait_done();
	return -result;
}

/* Another thread's normal mutex goes on all the same, as programs for Linux expect. */
static int __uk_noinline unlock_slowly(struct mutex *mutex)
{
	unsigned long state;
	uintptr_t next;

	if (mutex_owner(mutex) != caller() &&
	    (mutex->type != PTHREAD_MUTEX_NORMAL || !mutex->owner))
		return EPERM;
	if (mutex->depth) {
		mutex->depth--;
		return 0;
	}
	state = uk_wait_lock(&mutex->waiters);
	next = (uintptr_t)uk_wait_pop(&mutex->waiters);
	if (mutex->waiters.first)
		next |= LOOK_CLOSER;
	uk_store_release(&mutex->owner, next);
	uk_wait_unlock(&mutex->waiters, state);
	return 0;
}

int pthread_mutex_lock(pthread_mutex_t *object)
{
	struct mutex *mutex = mutex_of(object);

	if (UK_LIKELY(owner_change(mutex, 0, caller())))
		return 0;
	return lock_slowly(mutex, UK_TIME_NEVER);
}

int pthread_mutex_unlock(pthread_mutex_t *object)
{
	struct mutex *mutex = mutex_of(object);

	if (UK_LIKELY(owner_change(mutex, caller(), 0)))
		return 0;
	return unlock_slowly(mutex);
}

int pthread_mutex_trylock(pthread_mutex_t *object)
{
	struct mutex *mutex = mutex_of(object);

	if (UK_LIKELY(owner_change(mutex, 0, caller())))
		return 0;
	if (mutex->type == PTHREAD_MUTEX_RECURSIVE &&
	    mutex_owner(mutex) == caller())
		return lock_again(mutex);
	return pthread_busy(EBUSY);
}

int pthread_mutex_clocklock(pthread_mutex_t *restrict object, clockid_t clock,
			    const struct timespec *restrict time)
{
	struct mutex *mutex = mutex_of(object);
	uint64_t deadline;
	int error;

	if (UK_LIKELY(owner_change(mutex, 0, caller())))
		return 0;
	error = pthread_deadline(clock, time, &deadline);
	return error ?: lock_slowly(mutex, deadline);
}

int pthread_mutex_timedlock(pthread_mutex_t *restrict mutex,
			    const struct timespec *restrict time)
{
	return pthread_mutex_clocklock(mutex, CLOCK_REALTIME, time);
}

int pthread_mutex_init(pthread_mutex_t *restrict object,
		       const pthread_mutexattr_t *restrict attributes)
{
	*mutex_of(object) = (struct mutex){
		.type = attributes ? attributes->__type : PTHREAD_MUTEX_NORMAL,
	};
	return 0;
}

int pthread_mutex_destroy(pthread_mutex_t *mutex)
{
	return mutex->__owner ? EBUSY : 0;
}
