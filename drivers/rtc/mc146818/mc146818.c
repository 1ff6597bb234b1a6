/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * MC146818 real-time clock (Motorola data sheet, registers; the century byte
 * at 0x32 is a PC convention).
 */
#include <uk/arch/x86.h>
#include <uk/rtc.h>
#include <uk/string.h>

#include "date.h"

#define PORT_INDEX 0x70
#define PORT_DATA 0x71

#define REGISTER_A 0x0a
#define REGISTER_B 0x0b
#define CENTURY 0x32
#define A_UPDATING 0x80
/* An update takes 2 ms at most; a port access about 1 us. */
#define TRIES 10000

/* in the order of enum rtc_field */
static const uint8_t registers[RTC_FIELDS] = { 0, 2, 4, 7, 8, 9, CENTURY };

static uint8_t read_register(uint8_t number)
{
	uk_x86_out8(PORT_INDEX, number);
	return uk_x86_in8(PORT_DATA);
}

static void read_fields(uint8_t fields[RTC_FIELDS])
{
	for (unsigned int i = 0; i < RTC_FIELDS; i++)
		fields[i] = read_register(registers[i]);
}

static bool read_stable(uint8_t fields[RTC_FIELDS])
{
	uint8_t again[RTC_FIELDS];

	for (unsigned int i = 0; i < TRIES; i++) {
		if (read_register(REGISTER_A) & A_UPDATING)
			continue;
		read_fields(fields);
		read_fields(again);
		if (!memcmp(fields, again, RTC_FIELDS))
			return true;
	}
	return false;
}

uint64_t uk_rtc_read(void)
{
	uint8_t fields[RTC_FIELDS];

	if (!read_stable(fields))
		return 0;
	return rtc_seconds(fields, read_register(REGISTER_B));
}
