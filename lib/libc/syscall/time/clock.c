/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading the clocks. Nobody may set them: they are the machine's.
 */
#include "../call.h"
#include "time.h"

/* struct timeval */
struct timeval {
	int64_t seconds;
	int64_t microseconds;
};

long uk_sys_clock_gettime(long clock, long to)
{
	uint64_t now;
	int error = call_clock((int)clock, &now);

	if (error)
		return error;
	if (!to)
		return -EFAULT;
	*TO(struct uk_timespec, to) = call_to_timespec(now);
	return 0;
}

long uk_sys_clock_getres(long clock, long to)
{
	uint64_t now;
	int error = call_clock((int)clock, &now);

	if (!error && to)
		*TO(struct uk_timespec, to) = call_to_timespec(1);
	return error;
}

long uk_sys_clock_settime(long clock, long from)
{
	uint64_t value;
	int error = call_clock((int)clock, &value);

	if (!error)
		error = from ? call_timespec(from, &value) : -EFAULT;
	if (error)
		return error;
	/* The machine's, and CPU time; the others nobody can set (clock_settime(2)). */
	return (int)clock == CLOCK_REALTIME || call_is_cpu_clock((int)clock) ?
		       -EPERM :
		       -EINVAL;
}

long uk_sys_gettimeofday(long to, long zone)
{
	uint64_t now = uk_time_wall();

	if (to)
		*TO(struct timeval, to) = (struct timeval){
			.seconds = (int64_t)(now / UK_TIME_SECOND),
			.microseconds = (int64_t)(now % UK_TIME_SECOND /
						  UK_TIME_MICROSECOND),
		};
	if (zone) /* struct timezone: UTC, and not daylight saving */
		*TO(uint64_t, zone) = 0;
	return 0;
}

long uk_sys_settimeofday(long from __uk_unused, long zone __uk_unused)
{
	return -EPERM;
}

long uk_sys_time(long to)
{
	long now = (long)(uk_time_wall() / UK_TIME_SECOND);

	if (to)
		*TO(long, to) = now;
	return now;
}
