/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waits that are no cancellation points: handlers of signals run meanwhile, but the thread is
 * not ended.
 */
#include "internal.h"

#ifdef CONFIG_LIBPTHREAD_SIGNALS
int pthread_wait(struct uk_wait_queue *queue, struct uk_waiter *waiter,
		 unsigned long state, uint64_t deadline)
{
	int result;

	uk_wait_add(queue, waiter);
	uk_wait_unlock(queue, state);
	result = uk_wait_commit_interruptible(queue, waiter, deadline);
	if (result == -EINTR)
		pthread_run_handlers();
	return result;
}

/* An asynchronous request does end it. */
void pthread_run_handlers(void)
{
	if (!(uk_cancel_state & UK_CANCEL_ASYNCHRONOUS))
		uk_cancel_state |= UK_CANCEL_SPARED;
	uk_interrupt_handle(-EINTR);
}
#else
int pthread_wait(struct uk_wait_queue *queue, struct uk_waiter *waiter,
		 unsigned long state, uint64_t deadline)
{
	int result;

	uk_wait_add(queue, waiter);
	result = uk_wait_sleep(queue, waiter, deadline);
	uk_wait_unlock(queue, state);
	return result;
}
#endif
