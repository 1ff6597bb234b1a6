/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The clock keeps numbers in decimal or binary, hours to 12 or to 24, and perhaps no
 * century: here they become seconds.
 */
#include "date.h"

static uint8_t from_bcd(uint8_t value)
{
	return (value >> 4) * 10 + (value & 0x0f);
}

static bool is_leap(unsigned int year)
{
	return year % 4 == 0 && (year % 100 || year % 400 == 0);
}

/* Days from 1970-01-01, by counting leap years up to the year before. */
static uint64_t days_since_1970(unsigned int year, unsigned int month,
				unsigned int day)
{
	static const uint16_t before_month[] = { 0,   31,  59,	90,  120, 151,
						 181, 212, 243, 273, 304, 334 };
	unsigned int past = year - 1;

	return (uint64_t)(year - 1970) * 365 + past / 4 - past / 100 +
	       past / 400 - (1969 / 4 - 1969 / 100 + 1969 / 400) +
	       before_month[month - 1] + (is_leap(year) && month > 2) + day - 1;
}

static unsigned int days_in(unsigned int month, unsigned int year)
{
	if (month == 2)
		return is_leap(year) ? 29 : 28;
	/* 31 in every other month, turned around from August on */
	return 30 + ((month + month / 8) & 1);
}

uint64_t rtc_seconds(const uint8_t fields[RTC_FIELDS], uint8_t register_b)
{
	unsigned int value[RTC_FIELDS];
	unsigned int year;

	for (unsigned int i = 0; i < RTC_FIELDS; i++) {
		uint8_t field = fields[i];

		if (i == RTC_HOUR && !(register_b & RTC_B_24_HOURS))
			field &= ~RTC_HOUR_PM;
		value[i] = register_b & RTC_B_BINARY ? field : from_bcd(field);
	}
	if (!(register_b & RTC_B_24_HOURS)) /* 12 is the first of them */
		value[RTC_HOUR] = value[RTC_HOUR] % 12 +
				  (fields[RTC_HOUR] & RTC_HOUR_PM ? 12 : 0);
	/* not every machine keeps the century */
	if (value[RTC_CENTURY] < 19 || value[RTC_CENTURY] > 21)
		value[RTC_CENTURY] = 20;
	year = value[RTC_CENTURY] * 100 + value[RTC_YEAR];
	if (year < 1970 || value[RTC_YEAR] > 99 || value[RTC_MONTH] < 1 ||
	    value[RTC_MONTH] > 12 || value[RTC_DAY] < 1 ||
	    value[RTC_DAY] > days_in(value[RTC_MONTH], year) ||
	    value[RTC_HOUR] > 23 || value[RTC_MINUTE] > 59 ||
	    value[RTC_SECOND] > 59)
		return 0;
	return ((days_since_1970(year, value[RTC_MONTH], value[RTC_DAY]) * 24 +
		 value[RTC_HOUR]) * 60 +
		value[RTC_MINUTE]) * 60 +
	       value[RTC_SECOND];
}
