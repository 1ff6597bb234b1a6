/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the clock's registers to a time; pure.
 */
#ifndef MC146818_DATE_H
#define MC146818_DATE_H

#include <uk/essentials.h>

enum rtc_field {
	RTC_SECOND,
	RTC_MINUTE,
	RTC_HOUR,
	RTC_DAY,
	RTC_MONTH,
	RTC_YEAR,
	RTC_CENTURY,
	RTC_FIELDS
};

/* Register B: how the fields are to be read */
#define RTC_B_24_HOURS 0x02
#define RTC_B_BINARY 0x04
/* In the hour, where there are 12 */
#define RTC_HOUR_PM 0x80

/* Seconds since 1970-01-01 00:00 UTC; 0 if the fields are no date and time. */
uint64_t rtc_seconds(const uint8_t fields[RTC_FIELDS], uint8_t register_b);

#endif /* MC146818_DATE_H */
