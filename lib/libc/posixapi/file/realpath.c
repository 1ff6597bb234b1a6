/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * realpath(): the vfs knows where a file was found, and the path from the root there has
 * no links, dots or repeated slashes in it.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <uk/fscalls.h>

#include "../result.h"

_Static_assert(PATH_MAX == UK_PATH_MOST, "what a program thinks that is");

static long resolve(const char *path, char *to)
{
	struct uk_file *file;
	long length;
	int fd = uk_openat(AT_FDCWD, path, UK_O_PATH | UK_O_CLOEXEC, 0);

	if (fd < 0)
		return fd;
	file = uk_fd_get(fd);
	length = uk_vfs_path(uk_vfs_file(file)->dentry, to, PATH_MAX);
	uk_file_put(file);
	uk_fd_close(fd);
	return length == -ERANGE ? -ENAMETOOLONG : length;
}

char *realpath(const char *restrict path, char *restrict to)
{
	char *made = NULL;

	if (!path) {
		errno = EINVAL;
		return NULL;
	}
	if (!to)
		to = made = malloc(PATH_MAX);
	if (!to)
		return NULL;
	if (result(resolve(path, to)) < 0) {
		free(made);
		return NULL;
	}
	return to;
}
