/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waiting in an image with threads: the others run meanwhile.
 */
#include <uk/atomic.h>
#include <uk/ready.h>

int uk_ready_sleep(struct uk_ready_waiter *waiter, uint64_t deadline)
{
	int result = 0;

	/* Who never has to wait would leave the others no turn. */
	if (uk_load_acquire(&waiter->woken))
		uk_thread_yield();
	else
		result = uk_wait_event_until(&waiter->queue,
					     uk_load_acquire(&waiter->woken),
					     deadline);
	waiter->woken = false;
	return result;
}

#ifdef CONFIG_LIBUKFILE_INTERRUPT
int uk_ready_sleep_interruptible(struct uk_ready_waiter *waiter,
				 uint64_t deadline)
{
	int result = uk_wait_event_interruptible_until(
		&waiter->queue, uk_load_acquire(&waiter->woken), deadline);

	if (!result)
		waiter->woken = false;
	return result;
}
#endif

void uk_ready_wake(struct uk_ready_waiter *waiter)
{
	uk_store_release(&waiter->woken, true);
	uk_wait_wake_one(&waiter->queue);
}
