/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cancellation without a signal. The request is noted in the thread, and the kernel ends
 * its wait, or its next one, with -EINTR: the call has given up all that it held when the
 * thread, back here, ends itself. One that computes, and may be cancelled anywhere, is ended
 * at the end of its slice, in images that have those.
 */
#include "pthread_impl.h"
#include "lock.h"

#include "../musl.h"

hidden long __cancel(void);

static int is_due(pthread_t self)
{
	return self->cancel && self->canceldisable != PTHREAD_CANCEL_DISABLE;
}

/* Asked by the kernel, whether the call in which the thread waited fails. */
int uk_musl_cancel_is_due(void)
{
	return is_due(__pthread_self());
}

/* Asked of one that computes, at the end of its slice. */
int uk_musl_cancel_is_asynchronous(void)
{
	pthread_t self = __pthread_self();

	return self->cancelasync &&
	       self->canceldisable == PTHREAD_CANCEL_ENABLE;
}

/* Masked, as musl calls it, is a state in which calls fail with ECANCELED. */
long __cancel(void)
{
	pthread_t self = __pthread_self();

	if (self->canceldisable == PTHREAD_CANCEL_ENABLE || self->cancelasync)
		pthread_exit(PTHREAD_CANCELED);
	self->canceldisable = PTHREAD_CANCEL_DISABLE;
	return -ECANCELED;
}

/* close() of a masked thread is no cancellation point: the descriptor must not leak. */
static int is_spared(pthread_t self, long number)
{
	return number == SYS_close && self->canceldisable;
}

long __uk_cancel_before(long number)
{
	pthread_t self = __pthread_self();

	return is_due(self) && !is_spared(self, number) ? __cancel() : 0;
}

long __uk_cancel_after(long number)
{
	return is_due(__pthread_self()) && number != SYS_close ? __cancel() :
								 -EINTR;
}

void __testcancel()
{
	pthread_t self = __pthread_self();

	if (self->cancel && !self->canceldisable)
		__cancel();
}

int pthread_cancel(pthread_t thread)
{
	pthread_t self = __pthread_self();

	thread->cancel = 1;
	if (thread == self) {
		if (self->canceldisable == PTHREAD_CANCEL_ENABLE &&
		    self->cancelasync)
			pthread_exit(PTHREAD_CANCELED);
		return 0;
	}
	LOCK(thread->killlock);
	if (thread->tid && thread->canceldisable != PTHREAD_CANCEL_DISABLE)
		uk_musl_interrupt(thread->tid);
	UNLOCK(thread->killlock);
	return 0;
}
