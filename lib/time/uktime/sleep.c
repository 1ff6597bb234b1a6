/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sleeping in an image without a scheduler. Weak: uksched defines the same
 * function, and an image that holds both keeps only uksched's.
 */
#include <uk/arch/cpu.h>
#include <uk/time.h>

__uk_weak void uk_sleep_until(uint64_t deadline)
{
	unsigned long state = uk_arch_irq_save();

	/* Any interrupt ends the halt, so look at the clock each time. */
	while (uk_plat_clock_monotonic() < deadline) {
		uk_plat_timer_set(deadline);
		uk_arch_halt_irq();
	}
	uk_arch_irq_restore(state);
}
