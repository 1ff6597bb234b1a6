/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sleeping until a time, or until a signal's handler has run.
 */
#include <uk/interrupt.h>
#include <uk/ready.h>

#include "time.h"

static int sleep_until(uint64_t deadline)
{
	struct uk_ready_waiter nobody = { 0 };
	long error = UK_INTERRUPTIBLE(
		uk_ready_sleep_interruptible(&nobody, deadline));

	return error == -EINTR ? -EINTR : 0;
}

static int sleep_for(uint64_t duration, long remaining)
{
	uint64_t deadline = uk_time_deadline(duration), now;
	int error = sleep_until(deadline);

	if (error && remaining) {
		now = uk_time_monotonic();
		*TO(struct uk_timespec, remaining) = call_to_timespec(
			now < deadline ? deadline - now : 0);
	}
	return error;
}

long uk_sys_nanosleep(long time, long remaining)
{
	uint64_t duration;
	int error = time ? call_timespec(time, &duration) : -EFAULT;

	return error ? error : sleep_for(duration, remaining);
}

long uk_sys_clock_nanosleep(long clock, long flags, long time, long remaining)
{
	uint64_t value, now;
	int error = call_clock((int)clock, &now);

	if (!error)
		error = time ? call_timespec(time, &value) : -EFAULT;
	if (error)
		return error;
	/* It does not go on while nobody runs. */
	if (call_is_cpu_clock((int)clock))
		return -ENOTSUP;
	if (!(flags & TIMER_ABSTIME))
		return sleep_for(value, remaining);
	/* The clock may be the wall's, and then is asked again. */
	while (!error && now < value) {
		error = sleep_until(uk_time_deadline(value - now));
		call_clock((int)clock, &now);
	}
	return error;
}
