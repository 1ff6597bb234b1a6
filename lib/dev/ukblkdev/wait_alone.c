/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waiting in an image without threads: nothing happens but in interrupts, so the CPU
 * halts until the device's.
 */
#include <uk/arch/cpu.h>
#include <uk/atomic.h>
#include <uk/blkdev_driver.h>
#include <uk/time.h>

/* The timer is set even where it has nothing to do: this is what makes the
 * platform ready for interrupts.
 */
static void halt_while(const unsigned int *pending)
{
	unsigned long state = uk_arch_irq_save();

	if (uk_load_relaxed(pending)) {
		uk_plat_timer_set(UK_TIME_NEVER);
		uk_arch_halt_irq();
	}
	uk_arch_irq_restore(state);
}

void uk_blkdev_wait(struct uk_blkdev *dev, struct uk_blkdev_event *event)
{
	while (uk_load_relaxed(&event->pending))
		if (dev->polled)
			uk_blkdev_reap(dev, 0);
		else
			halt_while(&event->pending);
}

void uk_blkdev_happened(struct uk_blkdev_event *event)
{
	uk_store_relaxed(&event->pending, 0);
}
