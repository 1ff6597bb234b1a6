/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * clock_getcpuclockid(): of the one process.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <time.h>
#include <uk/process.h>

int clock_getcpuclockid(pid_t process, clockid_t *clock)
{
	if (process != 0 && process != UK_PROCESS_SELF)
		return ESRCH;
#ifdef CONFIG_LIBPOSIXAPI_CPU_TIME
	*clock = CLOCK_PROCESS_CPUTIME_ID;
	return 0;
#else
	(void)clock;
	return ENOENT; /* it is not counted */
#endif
}
