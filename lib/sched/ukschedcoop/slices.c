/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Slices: while a thread runs, the timer comes once in a slice and looks whether somebody
 * waits for the CPU. If the thread is in the program's code then, it gives way; if it is
 * in a library's, the timer looks again soon. While nobody runs, no slice ends: so
 * an idle machine sleeps on, and one that idles often sets the timer less often
 * than without slices.
 */
#include <uk/init.h>
#include <uk/slice.h>

#include "coop.h"

#define MILLISECOND 1000000u
#define SLICE ((uint64_t)CONFIG_LIBUKSCHEDCOOP_SLICE_MS * MILLISECOND)
/* Between two looks, for a thread in a library. Not always the same, lest a loop that calls
 * libraries were always met there.
 */
#define LOOK (MILLISECOND / 4)
#define LOOK_SPREAD 0x3ffff /* nanoseconds, 2^n - 1 */

static uint64_t timer_at; /* what the timer is set to; 0: it has come */
static uint64_t slice_at = UINT64_MAX; /* when the present one ends */

static void timer_set(uint64_t at)
{
	timer_at = at;
	uk_plat_timer_set(at);
}

static void slice_begin(uint64_t now)
{
	slice_at = now + SLICE;
	timer_set(slice_at);
}

static bool is_due(uint64_t now)
{
	return coop_sleepers.first && coop_sleepers.first->at <= now;
}

/* In the timer's interrupt. */
static void look(void)
{
	uint64_t now = uk_plat_clock_monotonic();

	timer_at = 0;
	slice_at = UINT64_MAX;
	/* Nobody runs: coop_timer_resume() begins the next slice. */
	if (uk_thread_running->state != UK_THREAD_READY)
		return;
	if (!coop_ready_first && !is_due(now) && !uk_slice_is_wanted()) {
		slice_begin(now);
	} else if (uk_slice_is_possible()) {
		uk_slice_end();
		slice_begin(now);
	} else {
		slice_at = now + LOOK + (now & LOOK_SPREAD);
		timer_set(slice_at);
	}
}

UK_PLAT_TIMER_HOOK(ukschedcoop, look);

void coop_timer_prepare(uint64_t next)
{
	next = UK_MIN(next, slice_at);
	if (next != timer_at)
		timer_set(next);
}

void coop_timer_resume(void)
{
	uint64_t now;

	if (slice_at != UINT64_MAX)
		return;
	now = uk_plat_clock_monotonic();
	if (coop_ready_first || is_due(now))
		slice_begin(now);
}

/* Where no device has registered one, interrupts are still disabled. */
static int start(void)
{
	uk_arch_irq_disable();
	slice_begin(uk_plat_clock_monotonic());
	uk_arch_irq_enable();
	return 0;
}

UK_INIT(late, start);
