/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The real-time clock.
 */
#ifndef UK_RTC_H
#define UK_RTC_H

#include <uk/essentials.h>

/* Seconds since 1970-01-01 00:00 UTC; 0 if there is no clock or it shows no
 * date. Takes up to 2 ms while the clock updates itself. Any context.
 */
uint64_t uk_rtc_read(void);

#endif /* UK_RTC_H */
