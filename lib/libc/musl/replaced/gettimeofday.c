/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * gettimeofday() that fills in its second argument, as Linux and glibc do: programs that are not
 * told that they are on Linux print their times by what they find there.
 */
#define _GNU_SOURCE
#include <sys/time.h>
#include <time.h>

int gettimeofday(struct timeval *restrict time, void *restrict zone)
{
	struct timespec now;

	if (zone)
		*(struct timezone *)zone = (struct timezone){ 0 };
	if (!time)
		return 0;
	clock_gettime(CLOCK_REALTIME, &now);
	time->tv_sec = now.tv_sec;
	time->tv_usec = now.tv_nsec / 1000;
	return 0;
}
