/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Dates, in each of the clock's ways to hold them.
 */
#include <uk/test.h>

#include "../date.h"

UK_TESTSUITE(rtc_date, "dates of the real-time clock");

#define BINARY (RTC_B_BINARY | RTC_B_24_HOURS)

static uint64_t seconds(unsigned int year, uint8_t month, uint8_t day,
			uint8_t hour, uint8_t minute, uint8_t second)
{
	const uint8_t fields[RTC_FIELDS] = {
		second, minute, hour, day, month, (uint8_t)(year % 100),
		(uint8_t)(year / 100),
	};

	return rtc_seconds(fields, BINARY);
}

UK_TEST(rtc_date, known_moments)
{
	UK_EXPECT_EQ(seconds(1970, 1, 1, 0, 0, 1), 1);
	UK_EXPECT_EQ(seconds(1999, 12, 31, 23, 59, 59), 946684799);
	UK_EXPECT_EQ(seconds(2000, 2, 29, 12, 0, 0), 951825600);
	UK_EXPECT_EQ(seconds(2000, 3, 1, 0, 0, 0), 951868800);
	UK_EXPECT_EQ(seconds(2038, 1, 19, 3, 14, 8), 2147483648);
	UK_EXPECT_EQ(seconds(2100, 3, 1, 0, 0, 0), 4107542400);
	UK_EXPECT_EQ(seconds(2199, 12, 31, 23, 59, 59), 7258118399);
}

/* Each day follows the one before by 86,400 seconds, over all the range. */
UK_TEST(rtc_date, no_day_is_lost)
{
	static const uint8_t lengths[] = { 31, 28, 31, 30, 31, 30,
					   31, 31, 30, 31, 30, 31 };
	uint64_t expected = 60;

	for (unsigned int year = 1970; year < 2200; year++) {
		bool leap = year % 400 == 0 ||
			    (year % 4 == 0 && year % 100 != 0);

		for (uint8_t month = 1; month <= 12; month++) {
			uint8_t days = lengths[month - 1] +
				       (month == 2 && leap);

			for (uint8_t day = 1; day <= days; day++) {
				UK_REQUIRE(seconds(year, month, day, 0, 1, 0) ==
					   expected);
				expected += 86400;
			}
			UK_REQUIRE(!seconds(year, month, days + 1, 0, 1, 0));
		}
	}
}

UK_TEST(rtc_date, decimal_digits)
{
	const uint8_t fields[RTC_FIELDS] = { 0x59, 0x58, 0x23, 0x31,
					     0x12, 0x99, 0x19 };

	UK_EXPECT_EQ(rtc_seconds(fields, RTC_B_24_HOURS), 946684739);
}

UK_TEST(rtc_date, twelve_hours)
{
	uint8_t fields[RTC_FIELDS] = { 0, 0, 0, 1, 1, 0, 20 };
	const uint64_t midnight = 946684800;

	for (uint8_t hour = 0; hour < 24; hour++) {
		uint8_t shown = hour % 12 ? hour % 12 : 12;

		fields[RTC_HOUR] = shown | (hour < 12 ? 0 : RTC_HOUR_PM);
		UK_EXPECT_EQ(rtc_seconds(fields, RTC_B_BINARY),
			     midnight + hour * 3600);
	}
	/* decimal: 12 is 0x12 */
	fields[RTC_CENTURY] = 0x20;
	fields[RTC_HOUR] = 0x12 | RTC_HOUR_PM;
	UK_EXPECT_EQ(rtc_seconds(fields, 0), midnight + 12 * 3600);
	fields[RTC_HOUR] = 0x11 | RTC_HOUR_PM;
	UK_EXPECT_EQ(rtc_seconds(fields, 0), midnight + 23 * 3600);
}

UK_TEST(rtc_date, an_absent_century_is_ours)
{
	uint8_t fields[RTC_FIELDS] = { 0, 0, 0, 1, 1, 30, 0 };

	UK_EXPECT_EQ(rtc_seconds(fields, BINARY), 1893456000);
	fields[RTC_CENTURY] = 0xff;
	UK_EXPECT_EQ(rtc_seconds(fields, BINARY), 1893456000);
}

UK_TEST(rtc_date, what_is_no_date)
{
	uint8_t absent[RTC_FIELDS];

	UK_EXPECT_EQ(seconds(1969, 12, 31, 0, 0, 0), 0);
	UK_EXPECT_EQ(seconds(2024, 0, 1, 0, 0, 0), 0);
	UK_EXPECT_EQ(seconds(2024, 13, 1, 0, 0, 0), 0);
	UK_EXPECT_EQ(seconds(2024, 1, 0, 0, 0, 0), 0);
	UK_EXPECT_EQ(seconds(2023, 2, 29, 0, 0, 0), 0);
	UK_EXPECT_EQ(seconds(2024, 1, 1, 24, 0, 0), 0);
	UK_EXPECT_EQ(seconds(2024, 1, 1, 0, 60, 0), 0);
	UK_EXPECT_EQ(seconds(2024, 1, 1, 0, 0, 60), 0);
	for (unsigned int i = 0; i < RTC_FIELDS; i++)
		absent[i] = 0xff;
	for (unsigned int mode = 0; mode < 256; mode++)
		UK_EXPECT_EQ(rtc_seconds(absent, (uint8_t)mode), 0);
}
