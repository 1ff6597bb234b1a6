/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waiting for a thread's end, and not waiting for it.
 */
#define _GNU_SOURCE
#include "internal.h"

/* A handler that runs while we wait does not end that; a cancellation ends us. */
static int wait_for_end(struct uk_thread *thread, uint64_t deadline)
{
	int result;

	if (uk_cancel_is_due())
		pthread_testcancel();
	do {
		result = uk_wait_event_interruptible_until(
			&thread->ended, thread->state == UK_THREAD_EXITED,
			deadline);
		if (result == -EINTR)
			uk_interrupt_handle(-EINTR);
	} while (result == -EINTR);
	return -result;
}

static void undo_joining(void *thread)
{
	((struct pthread *)thread)->state &= ~THREAD_JOINING;
}

static int join(pthread_t id, uint64_t deadline, void **value)
{
	struct pthread *thread = thread_of(id);
	int error;

	if (!thread)
		return ESRCH;
	if (thread == self())
		return EDEADLK;
	if (thread->state & (THREAD_DETACHED | THREAD_JOINING))
		return EINVAL;
	thread->state |= THREAD_JOINING;
	pthread_cleanup_push(undo_joining, thread);
	error = wait_for_end(thread->thread, deadline);
	pthread_cleanup_pop(error);
	return error ?: -uk_thread_join(thread->thread, value);
}

int pthread_join(pthread_t id, void **value)
{
	return join(id, UK_TIME_NEVER, value);
}

int pthread_tryjoin_np(pthread_t id, void **value)
{
	struct pthread *thread = thread_of(id);

	if (thread && thread != self() &&
	    thread->thread->state != UK_THREAD_EXITED)
		return pthread_busy(EBUSY);
	return join(id, UK_TIME_NEVER, value);
}

int pthread_clockjoin_np(pthread_t id, void **value, clockid_t clock,
			 const struct timespec *time)
{
	uint64_t deadline = UK_TIME_NEVER;
	int error = time ? pthread_deadline(clock, time, &deadline) : 0;

	return error ?: join(id, deadline, value);
}

int pthread_timedjoin_np(pthread_t id, void **value,
			 const struct timespec *time)
{
	return pthread_clockjoin_np(id, value, CLOCK_REALTIME, time);
}

int pthread_detach(pthread_t id)
{
	struct pthread *thread = thread_of(id);

	if (!thread)
		return ESRCH;
	if (thread->state & (THREAD_DETACHED | THREAD_JOINING))
		return EINVAL;
	thread->state |= THREAD_DETACHED;
	return -uk_thread_detach(thread->thread);
}
