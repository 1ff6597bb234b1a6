/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Random operations on files, and on a model of them.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fsx.h"

#define OPERATIONS 2000
#define CHECK_EVERY 250

const char *fsx_directory;

int main(int argc, char **argv)
{
	unsigned long operations = OPERATIONS, seed = 1;

	if (argc < 2) {
		puts("usage: fsx DIRECTORY [OPERATIONS [SEED [keep]]]");
		return 2;
	}
	fsx_directory = argv[1];
	if (argc > 2)
		operations = strtoul(argv[2], NULL, 10);
	if (argc > 3)
		seed = strtoul(argv[3], NULL, 10);
	if (mkdir(fsx_directory, 0755) && errno != EEXIST) {
		perror(fsx_directory);
		return 2;
	}
	model_start(fsx_directory, (uint32_t)seed);
	for (unsigned long i = 1; i <= operations; i++) {
		if (any(3))
			do_content();
		else
			do_names();
		if (i % CHECK_EVERY == 0)
			check_all();
	}
	check_all();
	if (argc > 4 && !strcmp(argv[4], "keep")) {
		if (start_busy)
			start_busy();
		printf("fsx: ends with all files open\n");
		return 0;
	}
	for (int i = 0; i < HANDLES; i++)
		if (handles[i].node)
			close_handle(&handles[i]);
	check_all();
	remove_all();
	check_all();
	printf("fsx: %lu operations, seed %lu: as the model\n", operations,
	       seed);
	return 0;
}
