/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which clocks there are. Where CPU time is not counted, all of the machine's is the
 * program's, which its clock() goes by, and there are no clocks of threads.
 */
#ifdef CONFIG_LIBSYSCALL_CPU_TIME
#include <uk/process.h>
#endif

#include "time.h"

#ifdef CONFIG_LIBSYSCALL_CPU_TIME
static int cpu_clock(int clock, uint64_t *now)
{
	return uk_process_cpu_time(clock, now);
}

uint64_t call_cpu_time(bool of_thread)
{
	uint64_t time = 0;

	uk_process_cpu_time(of_thread ? UK_CLOCK_THREAD_CPU_TIME :
					UK_CLOCK_PROCESS_CPU_TIME,
			    &time);
	return time;
}
#else
static int cpu_clock(int clock, uint64_t *now)
{
	*now = uk_time_monotonic();
	return clock == CLOCK_PROCESS_CPUTIME_ID ? 0 : -EINVAL;
}

uint64_t call_cpu_time(bool of_thread __uk_unused)
{
	return uk_time_monotonic();
}
#endif

int call_clock(int clock, uint64_t *now)
{
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
		*now = uk_time_wall();
		return 0;
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_MONOTONIC_COARSE:
	case CLOCK_BOOTTIME:
		*now = uk_time_monotonic();
		return 0;
	default:
		return cpu_clock(clock, now);
	}
}
