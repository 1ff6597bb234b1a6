/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The date is written anew only when the second has changed.
 */
#include "clock.h"

#include <stdio.h>
#include <time.h>

struct clock now = { .second = -1 };

static void write_date(void)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t wall = time(NULL);
	struct tm tm;
	char text[64];

	gmtime_r(&wall, &tm);
	snprintf(text, sizeof(text), "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT",
		 days + 3 * tm.tm_wday, tm.tm_mday, months + 3 * tm.tm_mon,
		 (tm.tm_year + 1900) % 10000, tm.tm_hour, tm.tm_min, tm.tm_sec);
	for (unsigned int i = 0; i < DATE_BYTES; i++)
		now.date[i] = text[i];
}

void clock_look(void)
{
	struct timespec up;

	clock_gettime(CLOCK_MONOTONIC, &up);
	if (up.tv_sec == now.second)
		return;
	now.second = up.tv_sec;
	write_date();
}
