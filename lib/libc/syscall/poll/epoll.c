/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * epoll(7).
 */
#include <uk/epoll.h>

#include "wait.h"

_Static_assert(offsetof(struct uk_epoll_event, data) == 4,
	       "struct epoll_event is packed (linux/eventpoll.h)");

long uk_sys_epoll_create1(long flags)
{
	return uk_epoll_create((uint32_t)flags);
}

/* The size is a hint of old that must not be wrong. */
long uk_sys_epoll_create(long size)
{
	return (int)size > 0 ? uk_sys_epoll_create1(0) : -EINVAL;
}

long uk_sys_epoll_ctl(long epoll, long operation, long fd, long event)
{
	return uk_epoll_control((int)epoll, (int)operation, (int)fd,
				TO(const struct uk_epoll_event, event));
}

static long wait(long epoll, long events, long most, uint64_t timeout,
		 long mask, long size)
{
	int error = check_mask(mask, size);

	if (error)
		return error;
	return WITH_MASK(mask, uk_epoll_wait((int)epoll,
					     TO(struct uk_epoll_event, events),
					     (int)most, timeout));
}

long uk_sys_epoll_wait(long epoll, long events, long most, long milliseconds)
{
	return UK_INTERRUPTIBLE(
		uk_epoll_wait((int)epoll, TO(struct uk_epoll_event, events),
			      (int)most, from_milliseconds(milliseconds)));
}

long uk_sys_epoll_pwait(long epoll, long events, long most, long milliseconds,
			long mask, long size)
{
	return wait(epoll, events, most, from_milliseconds(milliseconds), mask,
		    size);
}

long uk_sys_epoll_pwait2(long epoll, long events, long most, long timeout,
			 long mask, long size)
{
	uint64_t time;
	int error = call_timespec(timeout, &time);

	return error ? error : wait(epoll, events, most, time, mask, size);
}
