/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Read-write locks. A reader comes in while no writer holds the lock, also past writers that
 * wait, because programs for Linux lock again what they hold for reading; the attribute
 * PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP has readers queue up instead. The lock
 * goes to as many waiters from the front as fit together.
 */
#define _GNU_SOURCE
#include <limits.h>

#include "internal.h"

struct lock {
	int holders; /* number of readers; -1: a writer */
	uint8_t kind;
	struct uk_thread *writer;
	struct uk_wait_queue waiters;
};

_Static_assert(sizeof(struct lock) == sizeof(pthread_rwlock_t),
	       "as in <sys/_pthreadtypes.h>");

static inline struct lock *lock_of(pthread_rwlock_t *lock)
{
	return (struct lock *)lock;
}

/* With the queue's lock held. */
static bool take(struct lock *lock, bool writes, struct uk_thread *thread)
{
	if (writes ? lock->holders != 0 : lock->holders < 0)
		return false;
	lock->holders += writes ? -1 : 1;
	if (writes)
		lock->writer = thread;
	return true;
}

static void hand_on(struct lock *lock)
{
	struct uk_waiter *first;

	while ((first = lock->waiters.first) &&
	       take(lock, first->exclusive, first->thread))
		uk_wait_pop(&lock->waiters);
}

static bool must_queue(const struct lock *lock, bool writes)
{
	return lock->waiters.first &&
	       (writes ||
		lock->kind == PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
}

/* 0, EBUSY if it would wait, EDEADLK if for itself, EAGAIN: too many readers */
static int take_at_once(struct lock *lock, bool writes)
{
	struct uk_thread *caller = uk_thread_current();

	if (lock->writer == caller)
		return EDEADLK;
	if (!writes && lock->holders == INT_MAX)
		return EAGAIN;
	if (must_queue(lock, writes) || !take(lock, writes, caller))
		return EBUSY;
	return 0;
}

static int wait_for_it(struct lock *lock, bool writes, uint64_t deadline)
{
	struct uk_waiter waiter = { .exclusive = writes };
	unsigned long state = uk_wait_lock(&lock->waiters);
	int error = take_at_once(lock, writes);

	if (error == EBUSY) {
		error = -pthread_wait(&lock->waiters, &waiter, state, deadline);
		state = uk_wait_lock(&lock->waiters);
		/* Those behind may have waited only for us. */
		if (error)
			hand_on(lock);
	}
	uk_wait_unlock(&lock->waiters, state);
	return error;
}

static int acquire(struct lock *lock, bool writes, uint64_t deadline)
{
	int error;

	do
		error = wait_for_it(lock, writes, deadline);
	while (error == EINTR);
	pthread_wait_done();
	return error;
}

static int try(struct lock *lock, bool writes)
{
	unsigned long state = uk_wait_lock(&lock->waiters);
	int error = take_at_once(lock, writes);

	uk_wait_unlock(&lock->waiters, state);
	return error;
}

static int acquire_by(struct lock *lock, bool writes, clockid_t clock,
		      const struct timespec *time)
{
	uint64_t deadline;
	int error = try(lock, writes);

	if (error == EBUSY)
		error = pthread_deadline(clock, time, &deadline) ?:
			acquire(lock, writes, deadline);
	return error;
}

int pthread_rwlock_rdlock(pthread_rwlock_t *lock)
{
	return acquire(lock_of(lock), false, UK_TIME_NEVER);
}

int pthread_rwlock_wrlock(pthread_rwlock_t *lock)
{
	return acquire(lock_of(lock), true, UK_TIME_NEVER);
}

static int try_or_yield(struct lock *lock, bool writes)
{
	int error = try(lock, writes);

	return error == EDEADLK || error == EBUSY ? pthread_busy(EBUSY) : error;
}

int pthread_rwlock_tryrdlock(pthread_rwlock_t *lock)
{
	return try_or_yield(lock_of(lock), false);
}

int pthread_rwlock_trywrlock(pthread_rwlock_t *lock)
{
	return try_or_yield(lock_of(lock), true);
}

int pthread_rwlock_clockrdlock(pthread_rwlock_t *restrict lock,
			       clockid_t clock,
			       const struct timespec *restrict time)
{
	return acquire_by(lock_of(lock), false, clock, time);
}

int pthread_rwlock_clockwrlock(pthread_rwlock_t *restrict lock,
			       clockid_t clock,
			       const struct timespec *restrict time)
{
	return acquire_by(lock_of(lock), true, clock, time);
}

int pthread_rwlock_timedrdlock(pthread_rwlock_t *restrict lock,
			       const struct timespec *restrict time)
{
	return acquire_by(lock_of(lock), false, CLOCK_REALTIME, time);
}

int pthread_rwlock_timedwrlock(pthread_rwlock_t *restrict lock,
			       const struct timespec *restrict time)
{
	return acquire_by(lock_of(lock), true, CLOCK_REALTIME, time);
}

int pthread_rwlock_unlock(pthread_rwlock_t *object)
{
	struct lock *lock = lock_of(object);
	unsigned long state;

	if (!lock->holders)
		return EINVAL;
	if (lock->holders < 0 && lock->writer != uk_thread_current())
		return EPERM;
	state = uk_wait_lock(&lock->waiters);
	lock->holders += lock->holders < 0 ? 1 : -1;
	lock->writer = NULL;
	hand_on(lock);
	uk_wait_unlock(&lock->waiters, state);
	return 0;
}

int pthread_rwlock_init(pthread_rwlock_t *restrict lock,
			const pthread_rwlockattr_t *restrict attributes)
{
	*lock_of(lock) = (struct lock){
		.kind = attributes ? attributes->__kind : 0,
	};
	return 0;
}

int pthread_rwlock_destroy(pthread_rwlock_t *lock)
{
	return lock->__waiters.__first ? EBUSY : 0;
}
