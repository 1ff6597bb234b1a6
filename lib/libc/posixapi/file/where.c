/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The current directory.
 */
#define _GNU_SOURCE
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uk/fscalls.h>

#include "../result.h"

int chdir(const char *path)
{
	return (int)result(uk_chdir(path));
}

int fchdir(int fd)
{
	return (int)result(uk_fchdir(fd));
}

/* Without a place: one of `size` bytes, or as large as need be (glibc, the BSDs). */
static char *allocated(size_t size)
{
	char *path = malloc(size ? size : PATH_MAX);
	uk_ssize_t length;
	char *fitting;

	if (!path)
		return NULL;
	length = result(uk_getcwd(path, size ? size : PATH_MAX));
	if (length < 0) {
		free(path);
		return NULL;
	}
	if (size)
		return path;
	fitting = realloc(path, (size_t)length);
	return fitting ? fitting : path;
}

char *getcwd(char *to, size_t size)
{
	if (!to)
		return allocated(size);
	if (!size) {
		errno = EINVAL;
		return NULL;
	}
	return result(uk_getcwd(to, size)) < 0 ? NULL : to;
}

char *get_current_dir_name(void)
{
	return allocated(0);
}
