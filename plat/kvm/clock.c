/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The monotonic clock: KVM's where there is one, else the time-stamp counter.
 */
#include <uk/arch/cpu.h>
#include <uk/plat/time.h>

#include "tsc.h"

#define NANOSECONDS 1000000000ULL

static uint64_t origin;
static uint64_t multiplier; /* 2^32 nanoseconds a tick; 0 where the counter is not the clock */

static inline uint64_t tsc_now(void)
{
	return tsc_scale(uk_arch_cycles() - origin, multiplier) + 1;
}

/* The first reading is where this clock begins, so an image that looks at it just
 * once need not know how fast the counter runs.
 */
static __uk_noinline __uk_cold uint64_t tsc_begin(void)
{
	if (!origin) {
		origin = uk_arch_cycles();
		return 1;
	}
	multiplier = (NANOSECONDS << 32) / tsc_frequency();
	return tsc_now();
}

#ifdef CONFIG_PLAT_KVM_KVMCLOCK
static __uk_noinline uint64_t other_now(void)
{
	uint64_t now = kvmclock_now();

	return now ? now : tsc_begin();
}
#else
#define other_now tsc_begin
#endif

/* Programs look at it before and after everything they do. */
uint64_t uk_plat_clock_monotonic(void)
{
	return UK_LIKELY(multiplier) ? tsc_now() : other_now();
}

uint64_t tsc_at(uint64_t nanoseconds)
{
	uint64_t now = uk_plat_clock_monotonic();
	uint64_t wait = nanoseconds > now ? nanoseconds - now : 0;

	return uk_arch_cycles() + (uint64_t)((unsigned __int128)wait *
					     tsc_frequency() / NANOSECONDS);
}
