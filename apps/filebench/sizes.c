/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Transfers by size, from a page to a megabyte, at the beginning of one file: what a call costs,
 * and what a byte.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench.h"

#define KIB 1024u
#define LARGEST (1024 * KIB)
#define PATH_MOST 200

static int fd;
static char *memory;
static size_t size; /* of the present operation */

static int read_size(unsigned int count)
{
	while (count--)
		if (pread(fd, memory, size, 0) != (ssize_t)size)
			return errno ? errno : EIO;
	return 0;
}

static int write_size(unsigned int count)
{
	while (count--)
		if (pwrite(fd, memory, size, 0) != (ssize_t)size)
			return errno ? errno : EIO;
	return 0;
}

static int run(const char *what, int (*how)(unsigned int count))
{
	char name[32], text[32];
	const struct bench bench = {
		.name = name,
		.text = text,
		.run = how,
		.seldom = size > 64 * KIB ? 50 : size > 4 * KIB ? 5 : 1,
	};

	snprintf(name, sizeof(name), "%s_%uk", what, (unsigned int)size / KIB);
	snprintf(text, sizeof(text), "%s %u KiB", what,
		 (unsigned int)size / KIB);
	return bench_run(&bench);
}

int sizes_run(const char *folder)
{
	char path[PATH_MOST];
	int failed = 0;

	if (snprintf(path, sizeof(path), "%s/filebench.sizes", folder) >=
	    (int)sizeof(path))
		return bench_failed(folder, ENAMETOOLONG);
	memory = calloc(1, LARGEST);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0644);
	if (!memory || fd < 0 || write(fd, memory, LARGEST) != (int)LARGEST)
		return bench_failed(folder, errno);
	for (size = 4 * KIB; size <= LARGEST && !failed; size *= 4) {
		failed = run("read", read_size);
		if (!failed)
			failed = run("write", write_size);
	}
	close(fd);
	unlink(path);
	free(memory);
	return failed;
}
