/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Policies of threads that run: as in sched.c.
 */
#define _GNU_SOURCE
#include "internal.h"

int pthread_getschedparam(pthread_t id, int *restrict policy,
			  struct sched_param *restrict parameters)
{
	if (!thread_of(id))
		return ESRCH;
	*policy = SCHED_OTHER;
	parameters->sched_priority = 0;
	return 0;
}

int pthread_setschedparam(pthread_t id, int policy,
			  const struct sched_param *parameters)
{
	if (!thread_of(id))
		return ESRCH;
	if (policy < SCHED_OTHER || policy > SCHED_RR)
		return EINVAL;
	if (policy != SCHED_OTHER)
		return ENOTSUP;
	return parameters->sched_priority ? EINVAL : 0;
}

int pthread_setschedprio(pthread_t id, int priority)
{
	if (!thread_of(id))
		return ESRCH;
	return priority ? EINVAL : 0;
}

int pthread_yield(void)
{
	return sched_yield();
}

/* A hint, which is kept because POSIX says so. */
static int concurrency;

int pthread_getconcurrency(void)
{
	return concurrency;
}

int pthread_setconcurrency(int level)
{
	if (level < 0)
		return EINVAL;
	concurrency = level;
	return 0;
}

#ifdef CONFIG_LIBPTHREAD_CPU_TIME
#include <uk/process.h>

static int clock_of(const struct pthread *thread, clockid_t *clock)
{
	if (thread->state & THREAD_ENDED)
		return ESRCH;
	*clock = (clockid_t)uk_process_cpu_clock_of(
		uk_process_thread_number(thread->thread));
	return 0;
}
#else
/* CPU time is not counted. */
static int clock_of(const struct pthread *thread __uk_unused,
		    clockid_t *clock __uk_unused)
{
	return ENOENT;
}
#endif

int pthread_getcpuclockid(pthread_t id, clockid_t *clock)
{
	struct pthread *thread = thread_of(id);

	return thread ? clock_of(thread, clock) : ESRCH;
}

/* There is no fork() that these could run at. */
int pthread_atfork(void (*prepare)(void) __uk_unused,
		   void (*parent)(void) __uk_unused,
		   void (*child)(void) __uk_unused)
{
	return 0;
}
