/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Wait queues. A waker takes the waiter out of the queue before it wakes the
 * thread, and a waiter that wakes up still queued knows that its time was
 * up: so each wake-up reaches exactly one thread, which knows about it.
 */
#include <uk/errno.h>
#include <uk/wait.h>

#include "internal.h"

void uk_wait_remove(struct uk_wait_queue *queue, struct uk_waiter *waiter)
{
	if (waiter->next)
		waiter->next->prev = waiter->prev;
	else
		queue->last = waiter->prev;
	if (waiter->prev)
		waiter->prev->next = waiter->next;
	else
		queue->first = waiter->next;
	waiter->queued = false;
}

void uk_wait_add(struct uk_wait_queue *queue, struct uk_waiter *waiter)
{
	waiter->thread = uk_thread_current();
	waiter->queued = true;
	waiter->next = NULL;
	waiter->prev = queue->last;
	if (queue->last)
		queue->last->next = waiter;
	else
		queue->first = waiter;
	queue->last = waiter;
}

/* With one CPU the lock is "interrupts are disabled", and the scheduler
 * enables them as soon as it has something else to run, or idles.
 */
int uk_wait_sleep(struct uk_wait_queue *queue, struct uk_waiter *waiter,
		  uint64_t deadline)
{
	waiter->thread->state = UK_THREAD_BLOCKED;
	uk_sched_block(deadline);
	if (!waiter->queued)
		return 0;
	uk_wait_remove(queue, waiter);
	return -ETIMEDOUT;
}

struct uk_thread *uk_wait_pop(struct uk_wait_queue *queue)
{
	struct uk_waiter *waiter = queue->first;

	if (!waiter)
		return NULL;
	uk_wait_remove(queue, waiter);
	uk_sched_ops()->wake(waiter->thread);
	return waiter->thread;
}

void uk_wait_wake_one(struct uk_wait_queue *queue)
{
	unsigned long state = uk_wait_lock(queue);

	uk_wait_pop(queue);
	uk_wait_unlock(queue, state);
}

void uk_wait_wake_all(struct uk_wait_queue *queue)
{
	unsigned long state = uk_wait_lock(queue);

	while (uk_wait_pop(queue))
		;
	uk_wait_unlock(queue, state);
}

void uk_wait_prepare(struct uk_wait_queue *queue, struct uk_waiter *waiter)
{
	unsigned long state = uk_wait_lock(queue);

	uk_wait_add(queue, waiter);
	uk_wait_unlock(queue, state);
}

int uk_wait_commit(struct uk_wait_queue *queue, struct uk_waiter *waiter,
		   uint64_t deadline)
{
	unsigned long state = uk_wait_lock(queue);
	int result = 0;

	if (waiter->queued)
		result = uk_wait_sleep(queue, waiter, deadline);
	uk_wait_unlock(queue, state);
	return result;
}

void uk_wait_cancel(struct uk_wait_queue *queue, struct uk_waiter *waiter)
{
	unsigned long state = uk_wait_lock(queue);

	if (waiter->queued)
		uk_wait_remove(queue, waiter);
	else
		uk_wait_pop(queue);
	uk_wait_unlock(queue, state);
}
