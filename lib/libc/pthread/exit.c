/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end of a thread, and what runs then (POSIX, pthread_exit()).
 */
#include <stdlib.h>

#include "internal.h"

void (*pthread_keys_end)(void);

void __pthread_cleanup_push(struct __pthread_cleanup *handler)
{
	handler->__next = self()->cleanup;
	self()->cleanup = handler;
}

void __pthread_cleanup_pop(struct __pthread_cleanup *handler, int run)
{
	self()->cleanup = handler->__next;
	if (run)
		handler->__routine(handler->__argument);
}

void pthread_exit(void *value)
{
	struct pthread *own = self();

	uk_cancel_state |= UK_CANCEL_ENDING;
	/* Signals that it was to take already: others may wait for their handlers. */
	if (UK_UNLIKELY(uk_interrupt_pending()))
		pthread_run_handlers();
	while (own->cleanup)
		__pthread_cleanup_pop(own->cleanup, 1);
	if (pthread_keys_end)
		pthread_keys_end();
	if (own->state & THREAD_PROCESS) {
		own->state &= ~THREAD_PROCESS;
		if (!--pthread_process_threads)
			exit(0);
	}
	uk_thread_exit(value);
}
