/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The scheduling of processes, which musl refuses (on Linux these are calls about threads):
 * an image has one process, and all its threads one policy.
 */
#include <errno.h>
#include <sched.h>
#include <uk/syscall.h>

static int result(long value)
{
	if (value >= 0)
		return (int)value;
	errno = (int)-value;
	return -1;
}

int sched_getparam(pid_t process, struct sched_param *parameters)
{
	return result(uk_sys_sched_getparam(process, (long)parameters));
}

int sched_setparam(pid_t process, const struct sched_param *parameters)
{
	return result(uk_sys_sched_setparam(process, (long)parameters));
}

int sched_getscheduler(pid_t process)
{
	return result(uk_sys_sched_getscheduler(process));
}

int sched_setscheduler(pid_t process, int policy,
		       const struct sched_param *parameters)
{
	return result(uk_sys_sched_setscheduler(process, policy,
						(long)parameters));
}
