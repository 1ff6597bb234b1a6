/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the calls that wait for descriptors share: another mask of signals meanwhile, and
 * telling how much of the time is left.
 */
#ifndef SYSCALL_WAIT_H
#define SYSCALL_WAIT_H

#include <uk/interrupt.h>

#include "../call.h"

#define SIGNALS_SIZE 8 /* of the kernel's sigset_t */

/* 0 or -EINVAL */
static inline int check_mask(long mask, long size)
{
	return mask && size != SIGNALS_SIZE ? -EINVAL : 0;
}

#ifdef CONFIG_LIBSYSCALL_SIGNALS
#include <uk/signal.h>

/* The value of `call`, during which the mask of signals is that at `mask`, if not 0. */
#define WITH_MASK(mask, call) \
	UK_SIGNAL_MASKED(mask, UK_INTERRUPTIBLE(call))
#else
#define WITH_MASK(mask, call)            \
	({                               \
		(void)(mask);            \
		UK_INTERRUPTIBLE(call);  \
	})
#endif

/* Negative: for ever. */
static inline uint64_t from_milliseconds(long milliseconds)
{
	return (int)milliseconds < 0 ?
		       UK_TIME_NEVER :
		       (uint64_t)(int)milliseconds * UK_TIME_MILLISECOND;
}

/* Nanoseconds until `deadline`; 0: it is past. */
static inline uint64_t time_left(uint64_t deadline)
{
	uint64_t now = uk_time_monotonic();

	return now < deadline ? deadline - now : 0;
}

/* Linux tells what is left in the caller's struct timespec. */
static inline void store_time_left(long at, uint64_t deadline)
{
	struct uk_timespec *time = TO(struct uk_timespec, at);
	uint64_t seconds;
	uint32_t nanoseconds;

	if (!time)
		return;
	uk_time_split(time_left(deadline), &seconds, &nanoseconds);
	time->seconds = (int64_t)seconds;
	time->nanoseconds = nanoseconds;
}

#endif /* SYSCALL_WAIT_H */
