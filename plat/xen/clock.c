/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The clocks: both are Xen's, in the shared page.
 */
#include <uk/atomic.h>
#include <uk/plat/time.h>
#include <uk/xen/shared.h>

#include "clock.h"

#define NANOSECONDS 1000000000ULL

static uint64_t xen_time(void)
{
	return uk_pvclock_read(&uk_xen_shared()->vcpu[0].time);
}

#ifdef CONFIG_DRV_XENCORE_SUSPEND
/* Between two looks the domain may have become another: that is an interrupt. */
uint64_t uk_plat_clock_monotonic(void)
{
	uint64_t ahead, now;

	do {
		ahead = uk_load_acquire(&xen_clock_ahead);
		now = xen_time();
	} while (ahead != uk_load_relaxed(&xen_clock_ahead));
	return now + ahead;
}
#else
uint64_t uk_plat_clock_monotonic(void)
{
	return xen_time();
}
#endif

uint64_t uk_plat_clock_wall(void)
{
	const struct uk_xen_shared *shared = uk_xen_shared();
	uint64_t start, seconds;
	uint32_t version;

	do {
		version = uk_load_acquire(&shared->wall_version);
		seconds = uk_load_relaxed(&shared->wall_seconds) |
			  (uint64_t)uk_load_relaxed(&shared->wall_seconds_high)
				  << 32;
		start = seconds * NANOSECONDS +
			uk_load_relaxed(&shared->wall_nanoseconds);
		uk_compiler_barrier();
	} while (version & 1 ||
		 version != uk_load_relaxed(&shared->wall_version));
	return start + xen_time();
}
