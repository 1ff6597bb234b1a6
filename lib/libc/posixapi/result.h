/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the kernel's terms to C's.
 */
#ifndef POSIXAPI_RESULT_H
#define POSIXAPI_RESULT_H

#include <errno.h>
#include <time.h>
#include <uk/time.h>

/* A negative errno becomes -1 and errno. */
static inline long result(long value)
{
	if (value >= 0)
		return value;
	errno = (int)-value;
	return -1;
}

/* Nanoseconds; negative: for ever. */
static inline uint64_t from_milliseconds(int milliseconds)
{
	return milliseconds < 0 ?
		       UK_TIME_NEVER :
		       (uint64_t)milliseconds * UK_TIME_MILLISECOND;
}

/* NULL: for ever. 0 or -EINVAL. */
static inline int from_timespec(const struct timespec *time,
				uint64_t *nanoseconds)
{
	*nanoseconds = UK_TIME_NEVER;
	if (!time)
		return 0;
	if (time->tv_sec < 0 || time->tv_nsec < 0 ||
	    time->tv_nsec >= (long)UK_TIME_SECOND)
		return -EINVAL;
	*nanoseconds = uk_time_join((uint64_t)time->tv_sec,
				    (uint32_t)time->tv_nsec);
	return 0;
}

#endif /* POSIXAPI_RESULT_H */
