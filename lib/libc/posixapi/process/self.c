/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * nice() and gettid().
 */
#define _GNU_SOURCE
#include <sys/resource.h>
#include <unistd.h>
#include <uk/process.h>
#ifdef CONFIG_LIBPOSIXAPI_THREADS
#include <uk/thread.h>
#endif

#include "../result.h"

int nice(int by)
{
	int now = getpriority(PRIO_PROCESS, 0);

	setpriority(PRIO_PROCESS, 0, now + by);
	return getpriority(PRIO_PROCESS, 0);
}

#ifdef CONFIG_LIBPOSIXAPI_THREADS
pid_t gettid(void)
{
	return uk_process_thread_number(uk_thread_current());
}
#else
pid_t gettid(void)
{
	return UK_PROCESS_SELF;
}
#endif
