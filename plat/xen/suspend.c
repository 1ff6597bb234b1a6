/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The clocks of a domain that goes on as another one, maybe of another host: the monotonic clock
 * stands still meanwhile, the wall clock is the new host's.
 */
#include <uk/plat/time.h>
#include <uk/xen/suspend.h>

#include "clock.h"

uint64_t xen_clock_ahead;

static uint64_t left_at;

static void leave(void)
{
	left_at = uk_plat_clock_monotonic();
}

static void arrive(void)
{
	xen_clock_ahead += left_at - uk_plat_clock_monotonic();
	xen_timer_arrive();
}

UK_XEN_SUSPEND_PART(platform, .leave = leave, .arrive = arrive);
