/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The wall clock: the real-time clock's date when it was first asked for, and the
 * monotonic clock from there on.
 */
#include <uk/plat/time.h>
#include <uk/rtc.h>

#define NANOSECONDS 1000000000ULL

uint64_t uk_plat_clock_wall(void)
{
	static uint64_t boot; /* wall time at monotonic 0 */
	uint64_t now = uk_plat_clock_monotonic();

	if (!boot)
		boot = uk_rtc_read() * NANOSECONDS - now;
	return boot + now;
}
