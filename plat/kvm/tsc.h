/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The time-stamp counter as a clock.
 */
#ifndef KVM_TSC_H
#define KVM_TSC_H

#include <uk/essentials.h>

/* Ticks a second; the first call may calibrate. Not 0. */
uint64_t tsc_frequency(void);

/* Ticks to nanoseconds: (ticks * multiplier) >> 32 in 128 bits */
static inline uint64_t tsc_scale(uint64_t ticks, uint64_t multiplier)
{
	return (uint64_t)((unsigned __int128)ticks * multiplier >> 32);
}

/* Nanoseconds since boot to a value of the counter, for a timer. */
uint64_t tsc_at(uint64_t nanoseconds);

/*
 * KVM's clock: nanoseconds of the host's making, or 0 if there is none.
 */
uint64_t kvmclock_now(void);

/* Nanoseconds from 1970 to that clock's 0, or 0 if there is none. */
uint64_t kvmclock_wall(void);

#endif /* KVM_TSC_H */
