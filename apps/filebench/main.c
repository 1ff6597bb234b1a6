/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How long files and disks take. See README.md.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static const char usage[] =
	"usage: filebench [-m] [-n COUNT] [-o NAME] WHAT...\n"
#ifdef CONFIG_APP_FILEBENCH_FILES
	"  files=FOLDER   small files in it: open, stat, read, write, create\n"
	"  sizes=FOLDER   read and write 4 KiB to 1 MiB of a file in it\n"
	"  open=FOLDER    the ways to open a file: by the C library, the vfs, the file system\n"
#endif
#ifdef CONFIG_APP_FILEBENCH_BLOCK
	"  block=DISK     read a disk, as in block=disk0\n"
	"  overwrite=DISK read and write it: what is on it is lost\n"
#endif
	"  -n COUNT       how often each operation is done (10000)\n"
	"  -o NAME        only this operation, as -m calls it\n"
	"  -m             for programs: a name and numbers in each line\n";

static int run(const char *what)
{
	const char *where = strchr(what, '=');
	size_t length = where ? (size_t)(where++ - what) : 0;

	if (length == 5 && !memcmp(what, "files", 5))
		return files_run(where);
	if (length == 5 && !memcmp(what, "sizes", 5))
		return sizes_run(where);
#ifdef CONFIG_APP_FILEBENCH_BLOCK
	if (length == 5 && !memcmp(what, "block", 5))
		return block_run(where, false);
	if (length == 9 && !memcmp(what, "overwrite", 9))
		return block_run(where, true);
#endif
	fputs(usage, stderr);
	return 1;
}

int main(int argc, char **argv)
{
	int failed = 0, at = 1;

	for (; at < argc && argv[at][0] == '-'; at++) {
		if (!strcmp(argv[at], "-m")) {
			bench_is_machine = true;
		} else if (!strcmp(argv[at], "-n") && at + 1 < argc &&
			   atoi(argv[at + 1]) > 0) {
			bench_count = (unsigned int)atoi(argv[++at]);
		} else if (!strcmp(argv[at], "-o") && at + 1 < argc) {
			bench_only = argv[++at];
		} else {
			fputs(usage, stderr);
			return 1;
		}
	}
	if (at == argc)
		return run("files=.");
	for (; at < argc; at++)
		failed |= run(argv[at]);
	return failed;
}
