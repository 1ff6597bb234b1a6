/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The platform's clocks and its one timer.
 */
#ifndef UK_PLAT_TIME_H
#define UK_PLAT_TIME_H

#include <uk/table.h>

/* Nanoseconds since some moment at or after boot, not 0; never goes back. Any
 * context. An early call may have to calibrate, and then takes a few milliseconds.
 */
uint64_t uk_plat_clock_monotonic(void);

/* Nanoseconds since 1970-01-01 00:00 UTC. Not from an interrupt. */
uint64_t uk_plat_clock_wall(void);

/* One interrupt at the monotonic time `deadline` (at once if that is past), replacing
 * the one set before; UINT64_MAX: none. Its only effect is to end
 * uk_arch_halt_irq(), and to call the hooks below. Any context.
 */
void uk_plat_timer_set(uint64_t deadline);

/* Called in the timer's interrupt, in images with WANTS_PREEMPTION. */
typedef void (*uk_plat_timer_hook)(void);

UK_TABLE_DECLARE(uk_plat_timer_hook, uk_plat_timer_hooks);

#define UK_PLAT_TIMER_HOOK(name, function)                            \
	UK_TABLE_ENTRY(uk_plat_timer_hook, uk_plat_timer_hooks, name) = \
		(function)

#endif /* UK_PLAT_TIME_H */
