/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waiting for blocks of the cache. Each completion wakes all who wait, and each looks
 * whether it was his: they are few.
 */
#include <uk/arch/cpu.h>

#include "private.h"

/* Lies on the waiting thread's stack. */
struct blockcache_waiter {
	struct blockcache_waiter *next;
	struct uk_blkdev_event event;
};

/* A transfer that ended before would wake nobody any more: false. */
static bool enter(struct uk_blockcache *cache, struct blockcache_waiter *waiter)
{
	unsigned long state = uk_arch_irq_save();
	bool entered = !cache->finished;

	if (entered) {
		waiter->next = cache->waiters;
		cache->waiters = waiter;
	}
	uk_arch_irq_restore(state);
	return entered;
}

void uk_blockcache_wait(struct uk_blockcache *cache,
			bool (*over)(void *argument), void *argument)
{
	for (;;) {
		struct blockcache_waiter waiter = { .event.pending = 1 };

		blockcache_settle(cache);
		if (over(argument))
			return;
		if (enter(cache, &waiter))
			uk_blkdev_wait(cache->dev, &waiter.event);
	}
}

void uk_blockcache_wake(struct uk_blockcache *cache)
{
	unsigned long state = uk_arch_irq_save();
	struct blockcache_waiter *waiter = cache->waiters;

	cache->waiters = NULL;
	uk_arch_irq_restore(state);
	while (waiter) {
		struct blockcache_waiter *next = waiter->next;

		uk_blkdev_happened(&waiter->event);
		waiter = next;
	}
}
