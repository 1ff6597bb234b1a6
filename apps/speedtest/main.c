/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What SQLite can do here: its own speedtest1, or inserts. The same program runs on Linux.
 */
#include <stdio.h>
#include <string.h>

#include "inserts.h"
#include "stopwatch.h"

int speedtest1(int argc, char **argv);

int main(int argc, char **argv)
{
	struct stopwatch start = stopwatch_now();
	int status;

	if (argc > 1 && !strcmp(argv[1], "inserts"))
		return inserts(argc - 1, argv + 1);
	status = speedtest1(argc, argv);
	if (!status)
		stopwatch_print("speedtest1", start);
	return status;
}
