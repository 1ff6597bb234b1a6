/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How long threads have had the CPU. What the image did before there were threads is the
 * first thread's.
 */
#include "internal.h"

uint64_t uk_sched_since;
uint64_t uk_sched_total;

uint64_t uk_thread_cpu_time(const struct uk_thread *thread)
{
	uint64_t now = uk_plat_clock_monotonic() - uk_sched_since;

	if (!thread)
		return uk_sched_total + now;
	return thread->cpu_time + (thread == uk_thread_running ? now : 0);
}
