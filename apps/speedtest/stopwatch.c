/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The monotonic clock and the time stamp counter. Prints whole numbers only: a program that
 * prints no fractions need not have that part of printf().
 */
#include "stopwatch.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#define SECOND 1000000000

struct stopwatch stopwatch_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (struct stopwatch){
		.nanoseconds = (int64_t)now.tv_sec * SECOND + now.tv_nsec,
		.cycles = __builtin_ia32_rdtsc(),
	};
}

void stopwatch_print(const char *what, struct stopwatch start)
{
	struct stopwatch now = stopwatch_now();
	int64_t microseconds = (now.nanoseconds - start.nanoseconds) / 1000;

	printf("%s: %" PRId64 ".%06" PRId64 " s, %" PRIu64 " cycles\n", what,
	       microseconds / 1000000, microseconds % 1000000, now.cycles - start.cycles);
	fflush(stdout);
}
