/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The wall clock: the date that KVM gives, or the real-time clock's when it was first asked
 * for, and the monotonic clock from there on.
 */
#include <uk/plat/time.h>
#include <uk/rtc.h>

#include "tsc.h"

#define NANOSECONDS 1000000000ULL

uint64_t uk_plat_clock_wall(void)
{
	static uint64_t boot; /* wall time at monotonic 0 */
	uint64_t now = uk_plat_clock_monotonic();

#ifdef CONFIG_PLAT_KVM_KVMCLOCK
	/* QEMU's microvm has no other under KVM */
	if (!boot)
		boot = kvmclock_wall();
#endif
	if (!boot)
		boot = uk_rtc_read() * NANOSECONDS - now;
	return boot + now;
}
