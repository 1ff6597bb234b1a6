/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What there is to know of a file, by path and by descriptor.
 */
#include "place.h"

int uk_fstatat(int at, const char *path, struct uk_stat *stat, int flags)
{
	struct uk_dentry *from;
	int error;

	if (flags & ~(UK_AT_SYMLINK_NOFOLLOW | UK_AT_NO_AUTOMOUNT |
		      UK_AT_EMPTY_PATH))
		return -EINVAL;
	if (uk_fscalls_is_itself(path, flags)) {
		if (at != UK_AT_FDCWD)
			return uk_fd_stat(at, stat);
		path = ".";
	}
	error = uk_fscalls_start(at, path, &from);
	if (error)
		return error;
	error = uk_vfs_stat(from, path, uk_fscalls_follow(flags), stat);
	uk_fscalls_end(from);
	return error;
}

/* Effective and real rights are the same: EACCESS changes nothing. */
int uk_faccessat(int at, const char *path, uint32_t mode, int flags)
{
	struct uk_dentry *from;
	int error;

	if (mode > 7 || flags & ~(UK_AT_SYMLINK_NOFOLLOW | UK_AT_EACCESS))
		return -EINVAL;
	error = uk_fscalls_start(at, path, &from);
	if (error)
		return error;
	error = uk_vfs_access(from, path, uk_fscalls_follow(flags), mode);
	uk_fscalls_end(from);
	return error;
}

uk_ssize_t uk_readlinkat(int at, const char *path, char *to, size_t size)
{
	struct uk_dentry *from;
	uk_ssize_t length;
	int error;

	if (!size || size > INT32_MAX)
		return -EINVAL;
	if (!to)
		return -EFAULT;
	error = uk_fscalls_start(at, path, &from);
	if (error)
		return error;
	length = uk_vfs_readlink(from, path, to, size);
	uk_fscalls_end(from);
	return length;
}

int uk_statfs(const char *path, struct uk_statfs *stat)
{
	struct uk_dentry *from;
	int error = uk_fscalls_start(UK_AT_FDCWD, path, &from);

	if (error)
		return error;
	error = uk_vfs_statfs(from, path, stat);
	uk_fscalls_end(from);
	return error;
}
