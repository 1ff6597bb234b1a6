/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls that need a file system, in an image without one: there is no file to
 * find, and no place to make one. Linked only where a program calls them.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uk/essentials.h>

static int fail(int number)
{
	errno = number;
	return -1;
}

int open(const char *path __uk_unused, int flags, ...)
{
	return fail(flags & O_CREAT ? EROFS : ENOENT);
}

int stat(const char *restrict path __uk_unused,
	 struct stat *restrict result __uk_unused)
{
	return fail(ENOENT);
}

int unlink(const char *path __uk_unused)
{
	return fail(ENOENT);
}

int remove(const char *path __uk_unused)
{
	return fail(ENOENT);
}

int rename(const char *from __uk_unused, const char *to __uk_unused)
{
	return fail(ENOENT);
}

int link(const char *from __uk_unused, const char *to __uk_unused)
{
	return fail(ENOENT);
}

int mkdir(const char *path __uk_unused, mode_t mode __uk_unused)
{
	return fail(EROFS);
}
