/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Small files in a folder, through the C library: on any file system that is mounted, and
 * on Linux.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"

#define PAGES 64 /* of the file that is read and written */
#define PATH_MOST 200
#define NAME "filebench.data"

#ifndef CONFIG_APP_FILEBENCH_FILES /* Linux has one way */
int ways_prepare(const char *folder, const char *name)
{
	(void)folder;
	(void)name;
	return 0;
}

void ways_end(void)
{
}
#endif

static char path[PATH_MOST], other[PATH_MOST];
static char page[PAGE];

static int shared_fd;

static off_t somewhere(void)
{
	return (off_t)(bench_random() % PAGES) * PAGE;
}

static int open_close(unsigned int count)
{
	while (count--) {
		int fd = open(path, O_RDONLY);

		if (fd < 0 || close(fd))
			return errno;
	}
	return 0;
}

static int stat_it(unsigned int count)
{
	struct stat status;

	while (count--)
		if (stat(path, &status))
			return errno;
	return 0;
}

static int create_unlink(unsigned int count)
{
	while (count--) {
		int fd = open(other, O_RDWR | O_CREAT | O_EXCL, 0644);

		if (fd < 0 || close(fd) || unlink(other))
			return errno;
	}
	return 0;
}

static int read_byte(unsigned int count)
{
	char byte;

	while (count--)
		if (pread(shared_fd, &byte, 1, 0) != 1)
			return errno;
	return 0;
}

static int read_page(unsigned int count)
{
	while (count--)
		if (pread(shared_fd, page, PAGE, somewhere()) != PAGE)
			return errno;
	return 0;
}

static int write_page(unsigned int count)
{
	while (count--)
		if (pwrite(shared_fd, page, PAGE, somewhere()) != PAGE)
			return errno;
	return 0;
}

static int write_fsync(unsigned int count)
{
	while (count--)
		if (write_page(1) || fsync(shared_fd))
			return errno;
	return 0;
}

static const struct bench operations[] = {
	{ "open_close", "open and close", open_close, 1 },
#ifdef CONFIG_APP_FILEBENCH_FILES
	{ "open_vfs", "the same without a descriptor", ways_vfs, 1 },
	{ "open_direct", "look-up in the file system itself", ways_direct, 1 },
#endif
	{ "stat", "stat", stat_it, 1 },
	{ "read_byte", "read 1 byte", read_byte, 1 },
	{ "read_page", "read 4 KiB", read_page, 1 },
	{ "write_page", "write 4 KiB", write_page, 1 },
	{ "create_unlink", "create, close and unlink", create_unlink, 1 },
	{ "write_fsync", "write 4 KiB and fsync", write_fsync, 10 },
};

/* A file of PAGES pages; its descriptor, or -1. */
static int prepare(const char *folder)
{
	int fd;

	if (snprintf(path, sizeof(path), "%s/" NAME, folder) >=
		    (int)sizeof(path) ||
	    snprintf(other, sizeof(other), "%s/filebench.new", folder) >=
		    (int)sizeof(other)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	unlink(other);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0644);
	for (unsigned int i = 0; fd >= 0 && i < PAGES; i++)
		if (write(fd, page, PAGE) != PAGE) {
			close(fd);
			return -1;
		}
	return fd;
}

int files_run(const char *folder)
{
	int failed = 0, error;

	shared_fd = prepare(folder);
	if (shared_fd < 0)
		return bench_failed(folder, errno);
	error = ways_prepare(folder, NAME);
	if (error)
		return bench_failed(folder, error);
	for (unsigned int i = 0;
	     i < sizeof(operations) / sizeof(*operations) && !failed; i++)
		failed = bench_run(&operations[i]);
	ways_end();
	close(shared_fd);
	unlink(path);
	return failed;
}
