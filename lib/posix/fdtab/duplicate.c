/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Several descriptors for one file.
 */
#include "table.h"

int uk_fd_dup(int fd, unsigned int least, uint32_t flags)
{
	struct uk_file *file = uk_fd_get(fd);
	int copy;

	if (!file)
		return -EBADF;
	copy = uk_fd_reserve(least, flags);
	if (copy < 0)
		uk_file_put(file);
	else
		uk_fd_fill(copy, file);
	return copy;
}

int uk_fd_dup3(int fd, int to, uint32_t flags)
{
	struct uk_file *file, *old;
	int error;

	if (fd == to || flags & ~UK_O_CLOEXEC)
		return -EINVAL;
	if ((unsigned int)to >= UK_FD_MOST)
		return -EBADF;
	file = uk_fd_get(fd);
	if (!file)
		return -EBADF;
	old = uk_fd_get(to);
	/* A number that is taken without a file is on its way to one. */
	error = old ? 0 : uk_fd_take((unsigned int)to, flags);
	if (error) {
		uk_file_put(file);
		return error;
	}
	uk_fd_flags_set((unsigned int)to, flags);
	uk_fd_fill(to, file);
	if (old) {
		uk_file_put(old); /* the table's */
		uk_file_put(old);
	}
	return to;
}

int uk_fd_dup2(int fd, int to)
{
	struct uk_file *file;

	if (fd != to)
		return uk_fd_dup3(fd, to, 0);
	file = uk_fd_get(fd);
	if (!file)
		return -EBADF;
	uk_file_put(file);
	return to;
}
