/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What timers are set to, in the ABI's terms and the kernel's.
 */
#ifndef SYSCALL_VALUE_H
#define SYSCALL_VALUE_H

#include <uk/timer.h>

#include "../time/time.h"

/* struct itimerspec */
struct itimerspec {
	struct uk_timespec interval;
	struct uk_timespec value;
};

/* 0, -EFAULT (there is none) or -EINVAL. */
static inline int call_timer_value(long from, struct uk_timer_value *to)
{
	const struct itimerspec *value = TO(const struct itimerspec, from);
	int error;

	if (!value)
		return -EFAULT;
	error = call_timespec((long)&value->value, &to->value);
	return error ?: call_timespec((long)&value->interval, &to->interval);
}

/* `to` may be NULL. */
static inline void call_give_timer_value(const struct uk_timer_value *from,
					 long to)
{
	if (to)
		*TO(struct itimerspec, to) = (struct itimerspec){
			.interval = call_to_timespec(from->interval),
			.value = call_to_timespec(from->value),
		};
}

#endif /* SYSCALL_VALUE_H */
