/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading directories.
 */
#include "place.h"

uk_ssize_t uk_getdents(int fd, void *to, size_t size)
{
	struct uk_vfs_file *file;
	uk_ssize_t stored;
	int error = uk_fscalls_file(fd, -ENOTDIR, &file);

	if (error)
		return error;
	stored = uk_vfs_readdir(file, to, size);
	uk_fscalls_put(file);
	return stored;
}
