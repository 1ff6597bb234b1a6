/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * select(2) and pselect(2).
 */
#include <uk/poll.h>

#include "wait.h"

struct sets {
	unsigned long *read, *write, *except;
};

static struct sets sets_at(long read, long write, long except)
{
	return (struct sets){ TO(unsigned long, read), TO(unsigned long, write),
			      TO(unsigned long, except) };
}

/* struct timeval */
struct timeval {
	int64_t seconds;
	int64_t microseconds;
};

/* NULL: for ever. Whole seconds may be among the microseconds. 0 or -EINVAL. */
static int time_of(const struct timeval *time, uint64_t *nanoseconds)
{
	uint64_t part;

	*nanoseconds = UK_TIME_NEVER;
	if (!time)
		return 0;
	if (time->seconds < 0 || time->microseconds < 0)
		return -EINVAL;
	if (!__builtin_mul_overflow((uint64_t)time->microseconds,
				    UK_TIME_MICROSECOND, &part))
		*nanoseconds = uk_time_add(
			uk_time_join((uint64_t)time->seconds, 0), part);
	return 0;
}

static void tell_time_left(struct timeval *time, uint64_t deadline)
{
	uint64_t left = time_left(deadline);

	if (!time)
		return;
	time->seconds = (int64_t)(left / UK_TIME_SECOND);
	time->microseconds =
		(int64_t)(left % UK_TIME_SECOND / UK_TIME_MICROSECOND);
}

long uk_sys_select(long count, long read, long write, long except, long timeout)
{
	struct sets sets = sets_at(read, write, except);
	uint64_t time, deadline;
	int error = time_of(TO(struct timeval, timeout), &time);
	long found;

	if (error)
		return error;
	deadline = uk_time_deadline(time);
	found = UK_INTERRUPTIBLE(uk_select((int)count, sets.read, sets.write,
					   sets.except, time));
	tell_time_left(TO(struct timeval, timeout), deadline);
	return found;
}

/* The sixth argument, as there are not enough registers */
struct mask {
	long set;
	long size;
};

long uk_sys_pselect6(long count, long read, long write, long except,
		     long timeout, long masked)
{
	struct mask mask =
		masked ? *TO(struct mask, masked) : (struct mask){ 0, 0 };
	struct sets sets = sets_at(read, write, except);
	uint64_t time, deadline;
	int error = call_timespec(timeout, &time) ?:
			    check_mask(mask.set, mask.size);
	long found;

	if (error)
		return error;
	deadline = uk_time_deadline(time);
	found = WITH_MASK(mask.set, uk_select((int)count, sets.read, sets.write,
					      sets.except, time));
	store_time_left(timeout, deadline);
	return found;
}
