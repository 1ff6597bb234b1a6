/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Opening by path.
 */
#include "place.h"

/* O_TMPFILE without O_DIRECTORY, which it includes (asm-generic/fcntl.h) */
#define NAMELESS 020000000u

int uk_openat(int at, const char *path, uint32_t flags, uint32_t mode)
{
	struct uk_dentry *from;
	struct uk_file *file;
	int fd, error;

	if (flags & NAMELESS)
		return -EOPNOTSUPP;
	/* First, so that nothing was made if there is no descriptor for it. */
	fd = uk_fd_reserve(0, flags & UK_O_CLOEXEC);
	if (fd < 0)
		return fd;
	error = uk_fscalls_start(at, path, &from);
	if (!error) {
		error = uk_vfs_open(from, path, flags & ~UK_O_CLOEXEC,
				    mode & 07777 & ~uk_fscalls_mask, &file);
		uk_fscalls_end(from);
	}
	if (error) {
		uk_fd_cancel(fd);
		return error;
	}
	uk_fd_fill(fd, file);
	return fd;
}
