/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * MC146818 real-time clock (Motorola data sheet, registers; the century byte
 * at 0x32 is a PC convention).
 */
#include <uk/arch/x86.h>
#include <uk/rtc.h>
#include <uk/string.h>

#define PORT_INDEX 0x70
#define PORT_DATA 0x71

#define REGISTER_A 0x0a
#define REGISTER_B 0x0b
#define CENTURY 0x32
#define A_UPDATING 0x80
#define B_BINARY 0x04
#define B_24_HOURS 0x02
#define HOUR_PM 0x80
/* An update takes 2 ms at most; a port access about 1 us. */
#define TRIES 10000

enum { SECOND, MINUTE, HOUR, DAY, MONTH, YEAR, CENTURIES, FIELDS };

static const uint8_t registers[FIELDS] = { 0, 2, 4, 7, 8, 9, CENTURY };

static uint8_t read_register(uint8_t number)
{
	uk_x86_out8(PORT_INDEX, number);
	return uk_x86_in8(PORT_DATA);
}

static void read_fields(uint8_t fields[FIELDS])
{
	for (unsigned int i = 0; i < FIELDS; i++)
		fields[i] = read_register(registers[i]);
}

static bool read_stable(uint8_t fields[FIELDS])
{
	uint8_t again[FIELDS];

	for (unsigned int i = 0; i < TRIES; i++) {
		if (read_register(REGISTER_A) & A_UPDATING)
			continue;
		read_fields(fields);
		read_fields(again);
		if (!memcmp(fields, again, FIELDS))
			return true;
	}
	return false;
}

static uint8_t from_bcd(uint8_t value)
{
	return (value >> 4) * 10 + (value & 0x0f);
}

/* Days from 1970-01-01, by counting leap years up to the year before. */
static uint64_t days_since_1970(unsigned int year, unsigned int month,
				unsigned int day)
{
	static const uint16_t before_month[] = { 0,   31,  59,	90,  120, 151,
						 181, 212, 243, 273, 304, 334 };
	bool is_leap = year % 4 == 0 && (year % 100 || year % 400 == 0);
	unsigned int past = year - 1;

	return (uint64_t)(year - 1970) * 365 + past / 4 - past / 100 +
	       past / 400 - (1969 / 4 - 1969 / 100 + 1969 / 400) +
	       before_month[month - 1] + (is_leap && month > 2) + day - 1;
}

uint64_t uk_rtc_read(void)
{
	uint8_t fields[FIELDS];
	uint8_t mode;
	unsigned int year;
	bool is_pm;

	if (!read_stable(fields))
		return 0;
	mode = read_register(REGISTER_B);
	is_pm = !(mode & B_24_HOURS) && fields[HOUR] & HOUR_PM;
	if (!(mode & B_24_HOURS))
		fields[HOUR] &= ~HOUR_PM;
	if (!(mode & B_BINARY))
		for (unsigned int i = 0; i < FIELDS; i++)
			fields[i] = from_bcd(fields[i]);
	if (!(mode & B_24_HOURS))
		fields[HOUR] = fields[HOUR] % 12 + (is_pm ? 12 : 0);
	/* not every machine keeps the century */
	if (fields[CENTURIES] < 19 || fields[CENTURIES] > 21)
		fields[CENTURIES] = 20;
	year = fields[CENTURIES] * 100 + fields[YEAR];
	if (year < 1970 || fields[MONTH] < 1 || fields[MONTH] > 12 ||
	    fields[DAY] < 1 || fields[DAY] > 31)
		return 0;
	return ((days_since_1970(year, fields[MONTH], fields[DAY]) * 24 +
		 fields[HOUR]) * 60 +
		fields[MINUTE]) * 60 +
	       fields[SECOND];
}
