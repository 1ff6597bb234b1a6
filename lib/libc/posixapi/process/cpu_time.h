/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * CPU time in nanoseconds. Where it is not counted all of the machine's is the program's.
 */
#ifndef POSIXAPI_CPU_TIME_H
#define POSIXAPI_CPU_TIME_H

#include <stdbool.h>
#include <uk/time.h>

#ifdef CONFIG_LIBPOSIXAPI_CPU_TIME
#include <uk/process.h>

static inline uint64_t cpu_time(bool of_thread)
{
	uint64_t time = 0;

	uk_process_cpu_time(of_thread ? UK_CLOCK_THREAD_CPU_TIME :
					UK_CLOCK_PROCESS_CPU_TIME,
			    &time);
	return time;
}
#else
static inline uint64_t cpu_time(bool of_thread)
{
	(void)of_thread;
	return uk_time_monotonic();
}
#endif

#endif /* POSIXAPI_CPU_TIME_H */
