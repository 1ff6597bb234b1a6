/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * epoll's calls.
 */
#include <sys/epoll.h>
#include <uk/epoll.h>
#include <uk/essentials.h>

#include "result.h"
#include "signal/masked.h"

_Static_assert(sizeof(struct epoll_event) == sizeof(struct uk_epoll_event),
	       "the same structure under two names");

int epoll_create1(int flags)
{
	return (int)result(uk_epoll_create((uint32_t)flags));
}

/* The size is a hint of old that must not be wrong. */
int epoll_create(int size)
{
	return size > 0 ? epoll_create1(0) : (int)result(-EINVAL);
}

int epoll_ctl(int epoll, int operation, int fd, struct epoll_event *event)
{
	return (int)result(uk_epoll_control(
		epoll, operation, fd, (struct uk_epoll_event *)event));
}

static int wait(int epoll, struct epoll_event *events, int most,
		uint64_t timeout, const sigset_t *signals)
{
	return (int)result(WITH_MASK(
		signals, uk_epoll_wait(epoll, (struct uk_epoll_event *)events,
				       most, timeout)));
}

int epoll_wait(int epoll, struct epoll_event *events, int most,
	       int milliseconds)
{
	return wait(epoll, events, most, from_milliseconds(milliseconds), NULL);
}

int epoll_pwait(int epoll, struct epoll_event *events, int most,
		int milliseconds, const sigset_t *signals)
{
	return wait(epoll, events, most, from_milliseconds(milliseconds),
		    signals);
}

int epoll_pwait2(int epoll, struct epoll_event *events, int most,
		 const struct timespec *timeout, const sigset_t *signals)
{
	uint64_t nanoseconds;
	int error = from_timespec(timeout, &nanoseconds);

	return error ? (int)result(error) :
		       wait(epoll, events, most, nanoseconds, signals);
}
