/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cancellation. A request ends the wait that the thread is in, or the next one: the call
 * gives up what it holds and fails with -EINTR, and at its end the hook below ends the
 * thread. Of the asynchronous kind, a thread ends in the three calls that such a
 * thread may make, and in sched_yield(): where it computes, nothing can stop it without
 * preemption.
 */
#include "internal.h"

/* uk_interrupt_handle() calls it, at the end of a call that was interrupted. */
static bool act(int error)
{
	if (error != -EINTR)
		return false;
	if (uk_cancel_state & UK_CANCEL_SPARED) {
		uk_cancel_state &= ~UK_CANCEL_SPARED;
		return false;
	}
	pthread_testcancel();
	if ((uk_cancel_state & (UK_CANCEL_REQUESTED | UK_CANCEL_DISABLED |
				UK_CANCEL_ENDING)) != UK_CANCEL_REQUESTED)
		return false;
	/* Inside the library, which fails now and then lets go of its locks. */
	uk_cancel_state |= UK_CANCEL_LATE;
	return true;
}

UK_INTERRUPT_HOOK(pthread, act);

void pthread_testcancel(void)
{
	if (uk_cancel_is_due())
		pthread_exit(PTHREAD_CANCELED);
}

void uk_cancel_late(void)
{
	uk_cancel_state &= ~UK_CANCEL_LATE;
	pthread_testcancel();
}

int pthread_cancel(pthread_t id)
{
	struct pthread *thread = thread_of(id);
	unsigned int *state;

	if (!thread)
		return ESRCH;
	if (thread->state & THREAD_ENDED)
		return 0;
	state = uk_thread_local_of(thread->thread, uk_cancel_state);
	*state |= UK_CANCEL_REQUESTED;
	if (!(*state & (UK_CANCEL_DISABLED | UK_CANCEL_ENDING)))
		uk_interrupt(thread->thread);
	pthread_cancel_at_once();
	return 0;
}

int pthread_setcancelstate(int state, int *old)
{
	if (state != PTHREAD_CANCEL_ENABLE && state != PTHREAD_CANCEL_DISABLE)
		return EINVAL;
	if (old)
		*old = uk_cancel_state & UK_CANCEL_DISABLED ?
			       PTHREAD_CANCEL_DISABLE :
			       PTHREAD_CANCEL_ENABLE;
	if (state == PTHREAD_CANCEL_DISABLE) {
		uk_cancel_state |= UK_CANCEL_DISABLED;
	} else {
		uk_cancel_state &= ~UK_CANCEL_DISABLED;
		if (uk_cancel_state & UK_CANCEL_REQUESTED)
			uk_interrupt(self()->thread);
		pthread_cancel_at_once();
	}
	return 0;
}

int pthread_setcanceltype(int type, int *old)
{
	if (type != PTHREAD_CANCEL_DEFERRED &&
	    type != PTHREAD_CANCEL_ASYNCHRONOUS)
		return EINVAL;
	if (old)
		*old = uk_cancel_state & UK_CANCEL_ASYNCHRONOUS ?
			       PTHREAD_CANCEL_ASYNCHRONOUS :
			       PTHREAD_CANCEL_DEFERRED;
	uk_cancel_state &= ~UK_CANCEL_ASYNCHRONOUS;
	if (type == PTHREAD_CANCEL_ASYNCHRONOUS)
		uk_cancel_state |= UK_CANCEL_ASYNCHRONOUS;
	pthread_cancel_at_once();
	return 0;
}
