/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Greets with what a C library offers: printf, arguments, the time.
 */
#include <stdio.h>
#include <time.h>

int main(int argc, char **argv)
{
	time_t now = time(NULL);
	struct tm utc;
	char date[32];

	printf("Hello, world!\n");
	for (int i = 1; i < argc; i++)
		printf("Argument %d: %s\n", i, argv[i]);
	if (gmtime_r(&now, &utc) &&
	    strftime(date, sizeof(date), "%Y-%m-%d %H:%M:%S", &utc))
		printf("It is %s UTC.\n", date);
	return 0;
}
