/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The wall clock: the date that KVM gives, or the real-time clock's when it was first asked
 * for, and the monotonic clock from there on.
 */
#include <uk/plat/time.h>
#include <uk/rtc.h>

#include "tsc.h"

#define NANOSECONDS 1000000000ULL

static uint64_t boot; /* wall time at monotonic 0; 0: not known yet */

static __uk_noinline __uk_cold void find_boot(uint64_t now)
{
#ifdef CONFIG_PLAT_KVM_KVMCLOCK
	/* QEMU's microvm has no other under KVM */
	boot = kvmclock_wall();
	if (boot)
		return;
#endif
	boot = uk_rtc_read() * NANOSECONDS - now;
}

uint64_t uk_plat_clock_wall(void)
{
	uint64_t now = uk_plat_clock_monotonic();

	if (UK_UNLIKELY(!boot))
		find_boot(now);
	return boot + now;
}
