/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * <sched.h>: one policy, first come, first served, and one priority. Linux's ranges are
 * told for the others, which are refused.
 */
#include "internal.h"
#include "process.h"

#define PRIORITIES 99 /* of SCHED_FIFO and SCHED_RR (sched(7)) */

int sched_yield(void)
{
	pthread_give_way();
	pthread_cancel_at_once();
	return 0;
}

static int of_policy(int policy, int realtime)
{
	switch (policy) {
	case SCHED_OTHER:
		return 0;
	case SCHED_FIFO:
	case SCHED_RR:
		return realtime;
	default:
		return fail(EINVAL);
	}
}

int sched_get_priority_max(int policy)
{
	return of_policy(policy, PRIORITIES);
}

int sched_get_priority_min(int policy)
{
	return of_policy(policy, 1);
}

int sched_getscheduler(pid_t process)
{
	return is_process(process) ? SCHED_OTHER : fail(ESRCH);
}

int sched_getparam(pid_t process, struct sched_param *parameters)
{
	if (!is_process(process))
		return fail(ESRCH);
	parameters->sched_priority = 0;
	return 0;
}

int sched_setscheduler(pid_t process, int policy,
		       const struct sched_param *parameters)
{
	int highest = sched_get_priority_max(policy);

	if (highest < 0 || parameters->sched_priority < (highest ? 1 : 0) ||
	    parameters->sched_priority > highest)
		return fail(EINVAL);
	if (!is_process(process))
		return fail(ESRCH);
	return policy == SCHED_OTHER ? SCHED_OTHER : fail(EPERM);
}

int sched_setparam(pid_t process, const struct sched_param *parameters)
{
	return sched_setscheduler(process, SCHED_OTHER, parameters);
}

/* A thread is never interrupted for another's sake. */
int sched_rr_get_interval(pid_t process, struct timespec *interval)
{
	if (!is_process(process))
		return fail(ESRCH);
	*interval = (struct timespec){ 0, 0 };
	return 0;
}
