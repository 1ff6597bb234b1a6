/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The clocks: the time-stamp counter, with the monitor's word on how fast it runs; or, on hosts
 * whose counter is no clock, the monitor's own.
 */
#include <uk/arch/cpu.h>
#include <uk/plat/time.h>
#include <uk/ukvm.h>

static struct ukvm_clock ask(void)
{
	struct ukvm_clock clock;

	uk_ukvm_call(UKVM_CALL_CLOCK, (uintptr_t)&clock, 0);
	return clock;
}

/* The first reading is where this clock begins. */
uint64_t uk_plat_clock_monotonic(void)
{
	static uint64_t origin;
	uint64_t ticks;

	if (UK_UNLIKELY(!uk_ukvm_boot->tick))
		return ask().monotonic;
	if (UK_UNLIKELY(!origin))
		origin = uk_arch_cycles();
	ticks = uk_arch_cycles() - origin;
	return (uint64_t)((unsigned __int128)ticks * uk_ukvm_boot->tick >> 32) +
	       1;
}

uint64_t uk_plat_clock_wall(void)
{
	static uint64_t start; /* wall time at monotonic 0 */

	if (!start)
		start = ask().wall - uk_plat_clock_monotonic();
	return start + uk_plat_clock_monotonic();
}
