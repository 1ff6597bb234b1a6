/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The platform's timer: the local APIC's, by time-stamp deadline where the CPU has
 * that, else by counting bus cycles, whose length is measured once.
 */
#include <uk/apic.h>
#include <uk/arch/cpu.h>
#include <uk/output.h>
#include <uk/plat/lifecycle.h>
#include <uk/plat/time.h>

#include "tsc.h"

#define NANOSECONDS 1000000000ULL
#define CALIBRATION_NS 1000000
#define TICKS_MOST 0xffffffffu

/* 2^32 ticks a nanosecond */
static uint64_t tick_multiplier(void)
{
	static uint64_t multiplier;
	uint64_t start, now;

	if (multiplier)
		return multiplier;
	start = uk_plat_clock_monotonic();
	uk_apic_timer_ticks(TICKS_MOST);
	do
		now = uk_plat_clock_monotonic();
	while (now - start < CALIBRATION_NS);
	multiplier = ((uint64_t)(TICKS_MOST - uk_apic_timer_count()) << 32) /
		     (now - start);
	return multiplier;
}

static void arm_ticks(uint64_t deadline)
{
	uint64_t now, ticks;

	if (deadline == UINT64_MAX) {
		uk_apic_timer_ticks(0);
		return;
	}
	tick_multiplier();
	now = uk_plat_clock_monotonic();
	ticks = deadline > now ? tsc_scale(deadline - now, tick_multiplier()) :
				 0;
	/* a longer wait is cut short: the waiter looks at the clock and sets
	 * the timer again
	 */
	uk_apic_timer_ticks((uint32_t)UK_MIN(ticks + 1, (uint64_t)TICKS_MOST));
}

/* Whoever waits would wait for ever. */
static void __uk_noreturn no_timer(void)
{
	static const char text[] =
		"This machine has no local APIC, whose timer the image needs\n";

	uk_console_write(text, sizeof(text) - 1);
	uk_plat_exit(UK_EXIT_CRASH);
}

void uk_plat_timer_set(uint64_t deadline)
{
	if (uk_apic_start())
		no_timer();
	if (uk_apic_has_deadline())
		uk_apic_timer_deadline(
			deadline == UINT64_MAX ? 0 : tsc_at(deadline));
	else
		arm_ticks(deadline);
}
