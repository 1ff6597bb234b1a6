/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * poll() and ppoll(). There are no signals that arrive by themselves, so a mask of
 * them changes nothing.
 */
#include <poll.h>
#include <uk/essentials.h>
#include <uk/poll.h>

#include "result.h"

_Static_assert(sizeof(struct pollfd) == sizeof(struct uk_pollfd) &&
		       offsetof(struct pollfd, revents) ==
			       offsetof(struct uk_pollfd, revents),
	       "the same structure under two names");

int poll(struct pollfd *polls, nfds_t count, int milliseconds)
{
	return (int)result(uk_poll((struct uk_pollfd *)polls, count,
				   from_milliseconds(milliseconds)));
}

int ppoll(struct pollfd *polls, nfds_t count, const struct timespec *timeout,
	  const sigset_t *signals __uk_unused)
{
	uint64_t nanoseconds;
	int error = from_timespec(timeout, &nanoseconds);

	return (int)result(error ? error :
				   uk_poll((struct uk_pollfd *)polls, count,
					   nanoseconds));
}
