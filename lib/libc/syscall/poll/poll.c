/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * poll(2) and ppoll(2).
 */
#include <uk/poll.h>

#include "wait.h"

_Static_assert(sizeof(struct uk_pollfd) == 8 &&
		       offsetof(struct uk_pollfd, revents) == 6,
	       "struct pollfd (asm-generic/poll.h)");

long uk_sys_poll(long polls, long count, long milliseconds)
{
	return UK_INTERRUPTIBLE(uk_poll(TO(struct uk_pollfd, polls),
					(uint32_t)count,
					from_milliseconds(milliseconds)));
}

long uk_sys_ppoll(long polls, long count, long timeout, long mask, long size)
{
	uint64_t time, deadline;
	int error = call_timespec(timeout, &time) ?: check_mask(mask, size);
	long found;

	if (error)
		return error;
	deadline = uk_time_deadline(time);
	found = WITH_MASK(mask, uk_poll(TO(struct uk_pollfd, polls),
					(uint32_t)count, time));
	store_time_left(timeout, deadline);
	return found;
}
