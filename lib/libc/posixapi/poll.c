/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * poll() and ppoll().
 */
#include <poll.h>
#include <uk/essentials.h>
#include <uk/interrupt.h>
#include <uk/poll.h>

#include "result.h"
#include "signal/masked.h"

_Static_assert(sizeof(struct pollfd) == sizeof(struct uk_pollfd) &&
		       offsetof(struct pollfd, revents) ==
			       offsetof(struct uk_pollfd, revents),
	       "the same structure under two names");

int poll(struct pollfd *polls, nfds_t count, int milliseconds)
{
	return (int)result(UK_INTERRUPTIBLE(
		uk_poll((struct uk_pollfd *)polls, count,
			from_milliseconds(milliseconds))));
}

int ppoll(struct pollfd *polls, nfds_t count, const struct timespec *timeout,
	  const sigset_t *signals)
{
	uint64_t nanoseconds;
	int error = from_timespec(timeout, &nanoseconds);

	if (error)
		return (int)result(error);
	return (int)result(
		WITH_MASK(signals, uk_poll((struct uk_pollfd *)polls, count,
					   nanoseconds)));
}
