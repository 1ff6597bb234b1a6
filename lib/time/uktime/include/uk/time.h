/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Clocks and sleeping. Times and durations are unsigned nanoseconds: 64 bits
 * last 584 years. A deadline is a time of the monotonic clock, so that
 * waiting is not disturbed when the wall clock is set, and a loop that waits
 * in pieces does not drift.
 */
#ifndef UK_TIME_H
#define UK_TIME_H

#include <uk/essentials.h>
#include <uk/plat/time.h>

#define UK_TIME_SECOND 1000000000ULL
#define UK_TIME_MILLISECOND 1000000ULL
#define UK_TIME_MICROSECOND 1000ULL

/* The deadline that is never reached. */
#define UK_TIME_NEVER UINT64_MAX

/* Nanoseconds since boot; never goes back. Any context. */
static inline uint64_t uk_time_monotonic(void)
{
	return uk_plat_clock_monotonic();
}

/* Nanoseconds since 1970-01-01 00:00 UTC. Not from an interrupt. */
static inline uint64_t uk_time_wall(void)
{
	return uk_plat_clock_wall();
}

/* time + duration; UK_TIME_NEVER where that exceeds the type. */
static inline uint64_t uk_time_add(uint64_t time, uint64_t duration)
{
	uint64_t sum;

	return __builtin_add_overflow(time, duration, &sum) ? UK_TIME_NEVER
							    : sum;
}

/* The deadline `duration` from now. Any context. */
static inline uint64_t uk_time_deadline(uint64_t duration)
{
	return uk_time_add(uk_time_monotonic(), duration);
}

/* Seconds and nanoseconds (0 to 999,999,999, the two fields of a POSIX
 * timespec) to nanoseconds; UK_TIME_NEVER where that exceeds the type.
 */
static inline uint64_t uk_time_join(uint64_t seconds, uint32_t nanoseconds)
{
	uint64_t whole;

	if (__builtin_mul_overflow(seconds, UK_TIME_SECOND, &whole))
		return UK_TIME_NEVER;
	return uk_time_add(whole, nanoseconds);
}

/* The reverse. */
static inline void uk_time_split(uint64_t time, uint64_t *seconds,
				 uint32_t *nanoseconds)
{
	*seconds = time / UK_TIME_SECOND;
	*nanoseconds = (uint32_t)(time % UK_TIME_SECOND);
}

/*
 * Returns at or after the monotonic time `deadline`; at once if that is past.
 * Without a scheduler the machine halts meanwhile; a scheduler replaces this
 * function by one that runs other threads. Interrupts may be taken even if the
 * caller has them disabled. Not from an interrupt.
 */
void uk_sleep_until(uint64_t deadline);

/* Sleeps for at least `duration`. Not from an interrupt. */
static inline void uk_sleep_ns(uint64_t duration)
{
	uk_sleep_until(uk_time_deadline(duration));
}

#endif /* UK_TIME_H */
