/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * nice() and gettid().
 */
#define _GNU_SOURCE
#include <sys/resource.h>
#include <unistd.h>
#include <uk/process.h>

#include "../result.h"

int nice(int by)
{
	int now = getpriority(PRIO_PROCESS, 0);

	setpriority(PRIO_PROCESS, 0, now + by);
	return getpriority(PRIO_PROCESS, 0);
}

/* Threads have no numbers of their own: pthread_self() tells them apart. */
pid_t gettid(void)
{
	return UK_PROCESS_SELF;
}
