/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * timerfd_create(2) and its kin.
 */
#include "value.h"

long uk_sys_timerfd_create(long clock, long flags)
{
	return uk_timerfd_create((int)clock, (uint32_t)flags);
}

long uk_sys_timerfd_settime(long fd, long flags, long value, long old)
{
	struct uk_timer_value wanted, was;
	int error = call_timer_value(value, &wanted);

	if (!error)
		error = uk_timerfd_settime((int)fd, (int)flags, &wanted, &was);
	if (!error)
		call_give_timer_value(&was, old);
	return error;
}

long uk_sys_timerfd_gettime(long fd, long value)
{
	struct uk_timer_value now;
	int error = uk_timerfd_gettime((int)fd, &now);

	if (!error && !value)
		error = -EFAULT;
	if (!error)
		call_give_timer_value(&now, value);
	return error;
}
