/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * getrusage(). Nothing is swapped, and there are no other processes.
 */
#include <errno.h>
#include <string.h>
#include <sys/resource.h>

#include "process/cpu_time.h"
#include "result.h"

int getrusage(int who, struct rusage *usage)
{
	uint64_t seconds = 0;
	uint32_t nanoseconds = 0;

	if (who != RUSAGE_SELF && who != RUSAGE_CHILDREN &&
	    who != RUSAGE_THREAD)
		return (int)result(-EINVAL);
	memset(usage, 0, sizeof(*usage));
	if (who != RUSAGE_CHILDREN)
		uk_time_split(cpu_time(who == RUSAGE_THREAD), &seconds,
			      &nanoseconds);
	usage->ru_utime.tv_sec = (time_t)seconds;
	usage->ru_utime.tv_usec = nanoseconds / 1000;
	return 0;
}
