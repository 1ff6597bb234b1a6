/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How long something takes: by the clock, and in cycles, which are instructions where
 * the machine counts time by them (QEMU's -icount shift=0).
 */
#ifndef SPEEDTEST_STOPWATCH_H
#define SPEEDTEST_STOPWATCH_H

#include <stdint.h>

struct stopwatch {
	uint64_t cycles;
	int64_t nanoseconds;
};

/* Both as they are now. */
struct stopwatch stopwatch_now(void);

/* Prints "WHAT: 1.234567 s, 1234567890 cycles", as the time since `start`. */
void stopwatch_print(const char *what, struct stopwatch start);

#endif /* SPEEDTEST_STOPWATCH_H */
