/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * futex(2). All memory is one process's, so that "private" makes no difference. Locks that
 * lend their holders a priority (FUTEX_LOCK_PI and its kin) are -ENOSYS.
 */
#include <uk/futex.h>
#include <uk/interrupt.h>

#include "../call.h"

/* linux/futex.h */
enum {
	FUTEX_WAIT,
	FUTEX_WAKE,
	FUTEX_REQUEUE = 3,
	FUTEX_CMP_REQUEUE,
	FUTEX_WAKE_OP,
	FUTEX_WAIT_BITSET = 9,
	FUTEX_WAKE_BITSET,
};

#define FUTEX_PRIVATE 128
#define FUTEX_CLOCK_REALTIME 256

/* A time of the wall clock as one of the monotonic clock. */
static uint64_t from_wall(uint64_t time)
{
	uint64_t now = uk_time_wall();

	return time > now ? uk_time_deadline(time - now) : 0;
}

static long wait(const uint32_t *word, int operation, uint32_t value, long timeout,
		 uint32_t bits)
{
	uint64_t deadline;
	int error = call_timespec(timeout, &deadline);

	if (error)
		return error;
	if (deadline == UK_TIME_NEVER)
		return UK_RESTARTABLE(
			uk_futex_wait(word, value, bits, UK_TIME_NEVER));
	if (operation == FUTEX_WAIT)
		deadline = uk_time_deadline(deadline);
	else if (operation & FUTEX_CLOCK_REALTIME)
		deadline = from_wall(deadline);
	return UK_INTERRUPTIBLE(uk_futex_wait(word, value, bits, deadline));
}

long uk_sys_futex(long at, long operation, long value, long timeout,
		  long other_at, long value_3)
{
	uint32_t *word = TO(uint32_t, at), *other = TO(uint32_t, other_at);
	int what = (int)operation & ~FUTEX_PRIVATE, count = (int)value;
	/* Of calls without a time, another number is in its place. */
	int other_count = (int)timeout;
	uint32_t expected = (uint32_t)value_3;

	if (!word)
		return -EFAULT;
	switch (what) {
	case FUTEX_WAIT:
		return wait(word, what, (uint32_t)value, timeout, UK_FUTEX_ANY);
	case FUTEX_WAIT_BITSET:
	case FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME:
		return wait(word, what, (uint32_t)value, timeout, expected);
	case FUTEX_WAKE:
		return uk_futex_wake(word, count, UK_FUTEX_ANY);
	case FUTEX_WAKE_BITSET:
		return uk_futex_wake(word, count, expected);
	case FUTEX_REQUEUE:
		return uk_futex_requeue(word, count, other_count, other, NULL);
	case FUTEX_CMP_REQUEUE:
		return uk_futex_requeue(word, count, other_count, other,
					&expected);
	case FUTEX_WAKE_OP:
		if (!other)
			return -EFAULT;
		return uk_futex_wake_operation(word, count, other, other_count,
					       expected);
	default:
		return -ENOSYS;
	}
}
