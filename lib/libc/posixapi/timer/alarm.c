/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * alarm() and setitimer(). Where CPU time is not counted, the timers of it are refused.
 */
#define _GNU_SOURCE
#include <sys/time.h>
#include <unistd.h>

#include "value.h"

unsigned int alarm(unsigned int seconds)
{
	struct uk_timer_value value = { .value = seconds * UK_TIME_SECOND };
	struct uk_timer_value old;

	if (uk_alarm(&value, &old) || !old.value)
		return 0;
	/* To the nearest second, but never 0 for one that is set (Linux) */
	if (old.value < UK_TIME_SECOND)
		return 1;
	return (unsigned int)((old.value + UK_TIME_SECOND / 2) /
			      UK_TIME_SECOND);
}

useconds_t ualarm(useconds_t time, useconds_t interval)
{
	struct uk_timer_value value = { time * UK_TIME_MICROSECOND,
					interval * UK_TIME_MICROSECOND };
	struct uk_timer_value old;

	if (uk_alarm(&value, &old))
		return 0;
	return (useconds_t)(old.value / UK_TIME_MICROSECOND);
}

static int from_timeval(const struct timeval *from, uint64_t *to)
{
	const struct timespec time = { from->tv_sec, from->tv_usec * 1000 };

	return from->tv_usec >= 1000000 ? -EINVAL : from_timespec(&time, to);
}

static struct timeval to_timeval(uint64_t time)
{
	/* One that is set does not look like one that is not. */
	time += UK_TIME_MICROSECOND - 1;
	return (struct timeval){
		.tv_sec = (time_t)(time / UK_TIME_SECOND),
		.tv_usec = (suseconds_t)(time % UK_TIME_SECOND /
					 UK_TIME_MICROSECOND),
	};
}

static struct itimerval to_itimerval(const struct uk_timer_value *from)
{
	return (struct itimerval){ .it_value = to_timeval(from->value),
				   .it_interval = to_timeval(from->interval) };
}

static int set(int which, const struct uk_timer_value *value,
	       struct uk_timer_value *old)
{
	if (which == ITIMER_REAL)
		return uk_alarm(value, old);
#ifdef CONFIG_LIBPOSIXTIMER_CPU_TIME
	if (which == ITIMER_VIRTUAL || which == ITIMER_PROF)
		return uk_cpu_alarm(which == ITIMER_PROF, value, old);
#endif
	return -EINVAL;
}

int getitimer(int which, struct itimerval *value)
{
	struct uk_timer_value now;
	int error = set(which, NULL, &now);

	if (!error)
		*value = to_itimerval(&now);
	return (int)result(error);
}

int setitimer(int which, const struct itimerval *restrict value,
	      struct itimerval *restrict old)
{
	struct uk_timer_value wanted, was;
	int error = from_timeval(&value->it_value, &wanted.value);

	if (!error)
		error = from_timeval(&value->it_interval, &wanted.interval);
	if (!error)
		error = set(which, &wanted, &was);
	if (!error && old)
		*old = to_itimerval(&was);
	return (int)result(error);
}
