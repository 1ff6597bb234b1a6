/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What has been used. The program's code and the kernel's are not told apart; nothing is
 * swapped, and there are no children.
 */
#include <uk/string.h>

#include "../time/time.h"

/* linux/resource.h */
#define RUSAGE_CHILDREN (-1)
#define RUSAGE_SELF 0
#define RUSAGE_THREAD 1

/* struct rusage: struct timeval of user and system, then counts */
struct rusage {
	int64_t seconds;
	int64_t microseconds;
	int64_t system[2];
	int64_t counts[14];
};

_Static_assert(sizeof(struct rusage) == 144, "the ABI's size");

long uk_sys_getrusage(long who, long to)
{
	struct rusage *usage = TO(struct rusage, to);
	uint64_t used;

	if ((int)who < RUSAGE_CHILDREN || (int)who > RUSAGE_THREAD)
		return -EINVAL;
	if (!usage)
		return -EFAULT;
	memset(usage, 0, sizeof(*usage));
	if ((int)who == RUSAGE_CHILDREN)
		return 0;
	used = call_cpu_time((int)who == RUSAGE_THREAD);
	usage->seconds = (int64_t)(used / UK_TIME_SECOND);
	usage->microseconds =
		(int64_t)(used % UK_TIME_SECOND / UK_TIME_MICROSECOND);
	return 0;
}

#define TICK (UK_TIME_SECOND / 100) /* USER_HZ */

/* struct tms: user, system, and both of children */
long uk_sys_times(long to)
{
	int64_t *times = TO(int64_t, to);

	if (times) {
		memset(times, 0, 4 * sizeof(*times));
		*times = (int64_t)(call_cpu_time(false) / TICK);
	}
	return (long)(uk_time_monotonic() / TICK);
}
