/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Several messages by one call. An error after the first ends the
 * call with what was done, as in Linux.
 */
#define _GNU_SOURCE
#include <limits.h>
#include <time.h>
#include <uk/time.h>

#include "call.h"

int sendmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags)
{
	unsigned int done;

	for (done = 0; done < count && done < INT_MAX; done++) {
		ssize_t length = sendmsg(fd, &messages[done].msg_hdr, flags);

		if (length < 0)
			return done ? (int)done : -1;
		messages[done].msg_len = (unsigned int)length;
	}
	return (int)done;
}

/* The time is looked at between messages, as Linux does. */
int recvmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags,
	     struct timespec *timeout)
{
	uint64_t deadline = UK_TIME_NEVER;
	unsigned int done = 0;

	if (timeout) {
		if (timeout->tv_sec < 0 || timeout->tv_nsec < 0 ||
		    timeout->tv_nsec >= (long)UK_TIME_SECOND)
			return (int)outcome(-EINVAL);
		deadline = uk_time_deadline(
			uk_time_join((uint64_t)timeout->tv_sec,
				     (uint32_t)timeout->tv_nsec));
	}
	while (done < count && done < INT_MAX) {
		ssize_t length = recvmsg(fd, &messages[done].msg_hdr,
					 flags & ~MSG_WAITFORONE);

		if (length < 0)
			return done ? (int)done : -1;
		messages[done++].msg_len = (unsigned int)length;
		if (flags & MSG_WAITFORONE)
			flags |= MSG_DONTWAIT;
		if (uk_time_monotonic() >= deadline)
			break;
	}
	return (int)done;
}
