/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the calls about time share: clocks by their numbers, and times of the ABI.
 */
#ifndef SYSCALL_TIME_H
#define SYSCALL_TIME_H

#include "../call.h"

/* linux/time.h */
enum {
	CLOCK_REALTIME,
	CLOCK_MONOTONIC,
	CLOCK_PROCESS_CPUTIME_ID,
	CLOCK_THREAD_CPUTIME_ID,
	CLOCK_MONOTONIC_RAW,
	CLOCK_REALTIME_COARSE,
	CLOCK_MONOTONIC_COARSE,
	CLOCK_BOOTTIME,
};

#define TIMER_ABSTIME 1

/* What it shows now: 0, or -EINVAL: there is no such clock. */
int call_clock(int clock, uint64_t *now);

/* Those of other threads and processes are negative. */
static inline bool call_is_cpu_clock(int clock)
{
	return clock < 0 || clock == CLOCK_PROCESS_CPUTIME_ID ||
	       clock == CLOCK_THREAD_CPUTIME_ID;
}

/* CPU time of the calling thread, or of all. */
uint64_t call_cpu_time(bool of_thread);

static inline struct uk_timespec call_to_timespec(uint64_t time)
{
	return (struct uk_timespec){
		.seconds = (int64_t)(time / UK_TIME_SECOND),
		.nanoseconds = (int64_t)(time % UK_TIME_SECOND),
	};
}

#endif /* SYSCALL_TIME_H */
