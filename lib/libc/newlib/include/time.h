/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * newlib's <time.h> with Linux's numbers for the clocks (uapi/linux/time.h): what the
 * kernel and programs that were built for Linux mean by them.
 */
#include_next <time.h>

#ifndef _UK_TIME_H
#define _UK_TIME_H

#undef TIMER_ABSTIME
#define TIMER_ABSTIME 1
#undef CLOCK_REALTIME
#define CLOCK_REALTIME ((clockid_t)0)
#undef CLOCK_MONOTONIC
#define CLOCK_MONOTONIC ((clockid_t)1)
#define CLOCK_PROCESS_CPUTIME_ID ((clockid_t)2)
#define CLOCK_THREAD_CPUTIME_ID ((clockid_t)3)
#undef CLOCK_MONOTONIC_RAW
#define CLOCK_MONOTONIC_RAW ((clockid_t)4)
#undef CLOCK_REALTIME_COARSE
#define CLOCK_REALTIME_COARSE ((clockid_t)5)
#undef CLOCK_MONOTONIC_COARSE
#define CLOCK_MONOTONIC_COARSE ((clockid_t)6)
#undef CLOCK_BOOTTIME
#define CLOCK_BOOTTIME ((clockid_t)7)

#endif /* _UK_TIME_H */
