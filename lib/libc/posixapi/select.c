/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * select() and pselect(). As on Linux, select() leaves the time that remains in its
 * timeout.
 */
#include <sys/select.h>
#include <sys/time.h>
#include <uk/essentials.h>
#include <uk/interrupt.h>
#include <uk/poll.h>

#include "result.h"
#include "signal/masked.h"

static unsigned long *bits(fd_set *set)
{
	return (unsigned long *)set;
}

static int wait(int count, fd_set *read, fd_set *write, fd_set *except,
		uint64_t timeout)
{
	return (int)UK_INTERRUPTIBLE(uk_select(count, bits(read), bits(write),
					       bits(except), timeout));
}

static void store_rest(struct timeval *timeout, uint64_t deadline)
{
	uint64_t now = uk_time_monotonic();
	uint64_t rest = now < deadline ? deadline - now : 0;

	timeout->tv_sec = (time_t)(rest / UK_TIME_SECOND);
	timeout->tv_usec = (suseconds_t)(rest % UK_TIME_SECOND /
					 UK_TIME_MICROSECOND);
}

int select(int count, fd_set *read, fd_set *write, fd_set *except,
	   struct timeval *timeout)
{
	uint64_t nanoseconds, deadline;
	int found;

	if (!timeout)
		return (int)result(
			wait(count, read, write, except, UK_TIME_NEVER));
	if (timeout->tv_sec < 0 || timeout->tv_usec < 0)
		return (int)result(-EINVAL);
	nanoseconds = uk_time_add(
		uk_time_join((uint64_t)timeout->tv_sec, 0),
		(uint64_t)timeout->tv_usec * UK_TIME_MICROSECOND);
	deadline = uk_time_deadline(nanoseconds);
	found = wait(count, read, write, except, nanoseconds);
	store_rest(timeout, deadline);
	return (int)result(found);
}

int pselect(int count, fd_set *read, fd_set *write, fd_set *except,
	    const struct timespec *timeout, const sigset_t *signals)
{
	uint64_t nanoseconds;
	int error = from_timespec(timeout, &nanoseconds);

	if (error)
		return (int)result(error);
	return (int)result(WITH_MASK(
		signals, uk_select(count, bits(read), bits(write), bits(except),
				   nanoseconds)));
}
