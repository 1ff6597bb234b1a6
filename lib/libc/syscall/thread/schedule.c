/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Scheduling: there is one policy, first come, first served, one priority, and one CPU.
 * Linux's ranges are told for the other policies, which are refused.
 */
#include "../call.h"
#include "number.h"

/* linux/sched.h */
enum {
	SCHED_OTHER,
	SCHED_FIFO,
	SCHED_RR,
};

#define PRIORITIES 99 /* of SCHED_FIFO and SCHED_RR (sched(7)) */

static long of_policy(int policy, long realtime)
{
	switch (policy) {
	case SCHED_OTHER:
		return 0;
	case SCHED_FIFO:
	case SCHED_RR:
		return realtime;
	default:
		return -EINVAL;
	}
}

long uk_sys_sched_get_priority_max(long policy)
{
	return of_policy((int)policy, PRIORITIES);
}

long uk_sys_sched_get_priority_min(long policy)
{
	return of_policy((int)policy, 1);
}

/* 0, or why the call cannot be about that thread. */
static long check(long thread, long address)
{
	if ((int)thread < 0 || !address)
		return -EINVAL;
	return call_is_thread((int)thread) ? 0 : -ESRCH;
}

long uk_sys_sched_getscheduler(long thread)
{
	return check(thread, 1) ?: SCHED_OTHER;
}

long uk_sys_sched_getparam(long thread, long parameters)
{
	long error = check(thread, parameters);

	if (!error)
		*TO(int, parameters) = 0; /* struct sched_param */
	return error;
}

long uk_sys_sched_setscheduler(long thread, long policy, long parameters)
{
	long error = check(thread, parameters);
	long most = of_policy((int)policy, PRIORITIES);
	long least = of_policy((int)policy, 1);

	if (error)
		return error;
	if (most < 0 || *TO(int, parameters) < least ||
	    *TO(int, parameters) > most)
		return -EINVAL;
	return (int)policy == SCHED_OTHER ? 0 : -EPERM;
}

long uk_sys_sched_setparam(long thread, long parameters)
{
	return uk_sys_sched_setscheduler(thread, SCHED_OTHER, parameters);
}

/* A thread is never interrupted for another's sake. */
long uk_sys_sched_rr_get_interval(long thread, long interval)
{
	long error = check(thread, interval);

	if (!error)
		*TO(struct uk_timespec, interval) = (struct uk_timespec){ 0, 0 };
	return error;
}

/* Sets of CPUs are whole words, of which Linux fills as many as it has CPUs for. */
long uk_sys_sched_getaffinity(long thread, long size, long set)
{
	uint32_t bytes = (uint32_t)size;

	if (bytes < sizeof(uint64_t) || bytes % sizeof(uint64_t))
		return -EINVAL;
	if (!set)
		return -EFAULT;
	if (!call_is_thread((int)thread))
		return -ESRCH;
	*TO(uint64_t, set) = 1;
	return sizeof(uint64_t);
}

long uk_sys_sched_setaffinity(long thread, long size, long set)
{
	if (!set)
		return -EFAULT;
	if (!call_is_thread((int)thread))
		return -ESRCH;
	return (uint32_t)size && *TO(const uint8_t, set) & 1 ? 0 : -EINVAL;
}

long uk_sys_getcpu(long cpu, long node, long cache __uk_unused)
{
	if (cpu)
		*TO(uint32_t, cpu) = 0;
	if (node)
		*TO(uint32_t, node) = 0;
	return 0;
}

/* With one CPU, its memory is in order for whoever looks; linux/membarrier.h. */
#define MEMBARRIERS 0x1fu /* global and private, ordinary and expedited */

long uk_sys_membarrier(long command, long flags, long cpu __uk_unused)
{
	uint32_t which = (uint32_t)command;

	if ((uint32_t)flags || which & ~MEMBARRIERS || which & (which - 1))
		return -EINVAL;
	return which ? 0 : MEMBARRIERS;
}
