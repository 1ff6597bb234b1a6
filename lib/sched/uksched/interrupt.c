/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waits that end early because somebody wants the thread's attention: a signal,
 * a request to end. The mark that says so stays until the thread looks at what it is
 * about, so it does not matter whether it comes before, during or between waits.
 */
#include "internal.h"

void uk_thread_interrupt(struct uk_thread *thread)
{
	unsigned long state = uk_arch_irq_save();

	thread->interrupted = true;
	if (thread->interruptible)
		uk_sched_ops()->wake(thread);
	uk_arch_irq_restore(state);
}

int uk_wait_commit_interruptible(struct uk_wait_queue *queue,
				 struct uk_waiter *waiter, uint64_t deadline)
{
	struct uk_thread *self = waiter->thread;
	unsigned long state = uk_wait_lock(queue);
	int result = 0;

	if (waiter->queued && self->interrupted) {
		uk_wait_remove(queue, waiter);
		result = -EINTR;
	} else if (waiter->queued) {
		self->interruptible = true;
		result = uk_wait_sleep(queue, waiter, deadline);
		self->interruptible = false;
		if (result && self->interrupted)
			result = -EINTR;
	}
	uk_wait_unlock(queue, state);
	return result;
}
