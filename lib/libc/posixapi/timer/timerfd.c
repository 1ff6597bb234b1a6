/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * timerfd's calls.
 */
#include <sys/timerfd.h>

#include "value.h"

int timerfd_create(clockid_t clock, int flags)
{
	return (int)result(uk_timerfd_create((int)clock, (uint32_t)flags));
}

int timerfd_settime(int fd, int flags, const struct itimerspec *value,
		    struct itimerspec *old)
{
	struct uk_timer_value wanted, was;
	int error = from_itimerspec(value, &wanted);

	if (!error)
		error = uk_timerfd_settime(fd, flags, &wanted, &was);
	if (!error && old)
		*old = to_itimerspec(&was);
	return (int)result(error);
}

int timerfd_gettime(int fd, struct itimerspec *value)
{
	struct uk_timer_value now;
	int error = uk_timerfd_gettime(fd, &now);

	if (!error)
		*value = to_itimerspec(&now);
	return (int)result(error);
}
