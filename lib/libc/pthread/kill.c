/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pthread_kill(). Without LIBPOSIXSIGNAL there are ISO C's signals, which have no thread but
 * the caller.
 */
#include <signal.h>

#include "internal.h"

#ifdef CONFIG_LIBPTHREAD_SIGNALS
#include <uk/signal.h>

static int send(struct pthread *thread, int number)
{
	return -uk_signal_send_thread(thread == self() ? NULL : thread->thread,
				      number, UK_SI_TKILL, 0);
}
#else
static int send(struct pthread *thread, int number)
{
	if (number < 0 || number >= NSIG)
		return EINVAL;
	if (!number)
		return 0;
	if (thread != self())
		return ENOTSUP;
	return raise(number) ? errno : 0;
}
#endif

int pthread_kill(pthread_t id, int number)
{
	struct pthread *thread = thread_of(id);

	if (!thread)
		return ESRCH;
	/* One that has ended may still be named, and takes nothing. */
	return send(thread, thread->state & THREAD_ENDED ? 0 : number);
}
