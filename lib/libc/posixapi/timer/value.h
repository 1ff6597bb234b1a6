/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Times of C and of the kernel.
 */
#ifndef POSIXAPI_VALUE_H
#define POSIXAPI_VALUE_H

#include <time.h>
#include <uk/timer.h>

#include "../result.h"

static inline struct timespec to_timespec(uint64_t time)
{
	return (struct timespec){ .tv_sec = (time_t)(time / UK_TIME_SECOND),
				  .tv_nsec = (long)(time % UK_TIME_SECOND) };
}

/* 0 or -EINVAL. */
static inline int from_itimerspec(const struct itimerspec *from,
				  struct uk_timer_value *to)
{
	int error = from_timespec(&from->it_value, &to->value);

	return error ? error : from_timespec(&from->it_interval, &to->interval);
}

static inline struct itimerspec to_itimerspec(const struct uk_timer_value *from)
{
	return (struct itimerspec){
		.it_value = to_timespec(from->value),
		.it_interval = to_timespec(from->interval),
	};
}

#endif /* POSIXAPI_VALUE_H */
