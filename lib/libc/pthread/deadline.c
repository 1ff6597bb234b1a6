/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From a program's time to a deadline.
 */
#include "internal.h"

int pthread_deadline(clockid_t clock, const struct timespec *time,
		     uint64_t *deadline)
{
	uint64_t at, now;

	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
		return EINVAL;
	if (time->tv_nsec < 0 || time->tv_nsec >= (long)UK_TIME_SECOND)
		return EINVAL;
	if (time->tv_sec < 0) {
		*deadline = 0;
		return 0;
	}
	at = uk_time_join((uint64_t)time->tv_sec, (uint32_t)time->tv_nsec);
	if (clock == CLOCK_REALTIME && at != UK_TIME_NEVER) {
		/* Nobody sets the wall clock. */
		now = uk_time_wall();
		at = at > now ? uk_time_deadline(at - now) : 0;
	}
	*deadline = at;
	return 0;
}
