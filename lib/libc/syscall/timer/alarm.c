/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The process's own timers, as alarm(2) and as getitimer(2); those of CPU time, where it
 * is counted.
 */
#include "value.h"

/* linux/time.h */
enum {
	ITIMER_REAL,
	ITIMER_VIRTUAL,
	ITIMER_PROF,
};

/* struct itimerval */
struct itimerval {
	struct {
		int64_t seconds;
		int64_t microseconds;
	} interval, value;
};

long uk_sys_alarm(long seconds)
{
	struct uk_timer_value value = { .value = (uint32_t)seconds *
						 UK_TIME_SECOND };
	struct uk_timer_value old;

	if (uk_alarm(&value, &old) || !old.value)
		return 0;
	/* To the nearest second, but never 0 for one that is set */
	if (old.value < UK_TIME_SECOND)
		return 1;
	return (long)((old.value + UK_TIME_SECOND / 2) / UK_TIME_SECOND);
}

static int nanoseconds_of(int64_t seconds, int64_t microseconds, uint64_t *to)
{
	if (seconds < 0 || (uint64_t)microseconds >= 1000000)
		return -EINVAL;
	*to = uk_time_join((uint64_t)seconds,
			   (uint32_t)microseconds * 1000u);
	return 0;
}

static int take(const struct itimerval *from, struct uk_timer_value *to)
{
	/* Linux's own: no value is one that stops it. */
	if (!from) {
		*to = (struct uk_timer_value){ 0 };
		return 0;
	}
	return nanoseconds_of(from->value.seconds, from->value.microseconds,
			      &to->value) ?:
	       nanoseconds_of(from->interval.seconds,
			      from->interval.microseconds, &to->interval);
}

static void give(struct uk_timer_value now, struct itimerval *to)
{
	/* One that is set does not look like one that is not. */
	now.value += UK_TIME_MICROSECOND - 1;
	*to = (struct itimerval){
		.interval = { (int64_t)(now.interval / UK_TIME_SECOND),
			      (int64_t)(now.interval % UK_TIME_SECOND /
					UK_TIME_MICROSECOND) },
		.value = { (int64_t)(now.value / UK_TIME_SECOND),
			   (int64_t)(now.value % UK_TIME_SECOND /
				     UK_TIME_MICROSECOND) },
	};
}

static int set(int which, const struct uk_timer_value *value,
	       struct uk_timer_value *old)
{
	switch (which) {
	case ITIMER_REAL:
		return uk_alarm(value, old);
#ifdef CONFIG_LIBSYSCALL_CPU_TIMERS
	case ITIMER_VIRTUAL:
	case ITIMER_PROF:
		return uk_cpu_alarm(which == ITIMER_PROF, value, old);
#endif
	default:
		return -EINVAL;
	}
}

long uk_sys_getitimer(long which, long value)
{
	struct uk_timer_value now;
	int error = set((int)which, NULL, &now);

	if (error)
		return error;
	if (!value)
		return -EFAULT;
	give(now, TO(struct itimerval, value));
	return 0;
}

long uk_sys_setitimer(long which, long value, long old)
{
	struct uk_timer_value wanted, was;
	int error = take(TO(const struct itimerval, value), &wanted);

	if (!error)
		error = set((int)which, &wanted, &was);
	if (!error && old)
		give(was, TO(struct itimerval, old));
	return error;
}
