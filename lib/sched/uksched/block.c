/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Giving way: yield, sleep, and blocking until another thread or an interrupt
 * handler calls.
 */
#include <uk/errno.h>
#include <uk/time.h>

#include "internal.h"

void uk_thread_yield(void)
{
	unsigned long state = uk_arch_irq_save();

	uk_sched_ops()->yield();
	uk_thread_reap();
	uk_arch_irq_restore(state);
}

/* Takes the place of uktime's, which halts the whole machine. */
void uk_sleep_until(uint64_t deadline)
{
	unsigned long state = uk_arch_irq_save();

	/* Nobody wakes a thread that neither is parked nor waits in a
	 * queue, so this ends at the deadline only.
	 */
	uk_thread_current()->state = UK_THREAD_BLOCKED;
	uk_sched_block(deadline);
	uk_arch_irq_restore(state);
}

int uk_thread_block_until(uint64_t deadline)
{
	struct uk_thread *self = uk_thread_current();
	unsigned long state = uk_arch_irq_save();
	int result = 0;

	if (!self->wake_pending) {
		self->parked = true;
		self->state = UK_THREAD_BLOCKED;
		uk_sched_block(deadline);
		/* uk_thread_wake() would have cleared it. */
		if (self->parked)
			result = -ETIMEDOUT;
		self->parked = false;
	}
	self->wake_pending = false;
	uk_arch_irq_restore(state);
	return result;
}

void uk_thread_wake(struct uk_thread *thread)
{
	unsigned long state = uk_arch_irq_save();

	if (thread->parked) {
		thread->parked = false;
		uk_sched_ops()->wake(thread);
	} else {
		/* It runs, or waits for something else: remember. */
		thread->wake_pending = true;
	}
	uk_arch_irq_restore(state);
}
