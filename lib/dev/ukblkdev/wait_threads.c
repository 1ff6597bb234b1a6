/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waiting in an image with threads: the others run meanwhile.
 */
#include <uk/atomic.h>
#include <uk/blkdev_driver.h>

void uk_blkdev_wait(struct uk_blkdev *dev, struct uk_blkdev_event *event)
{
	while (dev->polled && uk_load_relaxed(&event->pending)) {
		uk_blkdev_reap(dev, 0);
		uk_thread_yield();
	}
	/* Without this, who asks a device that is done at once would leave the others no turn. */
	if (uk_load_relaxed(&event->pending))
		uk_wait_event(&event->waiters,
			      !uk_load_relaxed(&event->pending));
	else
		uk_thread_yield();
}

void uk_blkdev_happened(struct uk_blkdev_event *event)
{
	uk_store_relaxed(&event->pending, 0);
	uk_wait_wake_all(&event->waiters);
}
