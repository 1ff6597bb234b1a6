/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Greets with what a C library offers: printf, arguments, the time.
 */
#include <stdio.h>
#include <time.h>

int main(int argc, char **argv)
{
	time_t now;
	struct tm utc;

	printf("Hello, world!\n");
	for (int i = 1; i < argc; i++)
		printf("Argument %d: %s\n", i, argv[i]);
	now = time(NULL);
	if (gmtime_r(&now, &utc))
		printf("It is %04d-%02d-%02d %02d:%02d:%02d UTC.\n",
		       utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
		       utc.tm_hour, utc.tm_min, utc.tm_sec);
	return 0;
}
