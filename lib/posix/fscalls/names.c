/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Making, moving and removing names.
 */
#include "place.h"

int uk_mkdirat(int at, const char *path, uint32_t mode)
{
	struct uk_dentry *from;
	int error = uk_fscalls_start(at, path, &from);

	if (error)
		return error;
	error = uk_vfs_mkdir(from, path, mode & 01777 & ~uk_fscalls_mask);
	uk_fscalls_end(from);
	return error;
}

int uk_mknodat(int at, const char *path, uint32_t mode, uint64_t device_number)
{
	struct uk_dentry *from;
	int error = uk_fscalls_start(at, path, &from);

	if (error)
		return error;
	if (!(mode & UK_S_IFMT)) /* mknod(2): no kind is a regular file */
		mode |= UK_S_IFREG;
	error = uk_vfs_make(from, path, mode & ~uk_fscalls_mask, device_number);
	uk_fscalls_end(from);
	return error;
}

int uk_symlinkat(const char *target, int at, const char *path)
{
	struct uk_dentry *from;
	int error;

	if (!target)
		return -EFAULT;
	error = uk_fscalls_start(at, path, &from);
	if (error)
		return error;
	error = uk_vfs_symlink(target, from, path);
	uk_fscalls_end(from);
	return error;
}

int uk_unlinkat(int at, const char *path, int flags)
{
	struct uk_dentry *from;
	int error;

	if (flags & ~UK_AT_REMOVEDIR)
		return -EINVAL;
	error = uk_fscalls_start(at, path, &from);
	if (error)
		return error;
	error = flags ? uk_vfs_rmdir(from, path) : uk_vfs_unlink(from, path);
	uk_fscalls_end(from);
	return error;
}

int uk_linkat(int at, const char *path, int to_at, const char *to_path,
	      int flags)
{
	struct uk_dentry *from, *to;
	int error;

	if (flags & ~UK_AT_SYMLINK_FOLLOW)
		return -EINVAL;
	error = uk_fscalls_start(at, path, &from);
	if (error)
		return error;
	error = uk_fscalls_start(to_at, to_path, &to);
	if (!error) {
		error = uk_vfs_link(from, path, flags ? 0 : UK_VFS_NO_FOLLOW,
				    to, to_path);
		uk_fscalls_end(to);
	}
	uk_fscalls_end(from);
	return error;
}

int uk_renameat2(int at, const char *path, int to_at, const char *to_path,
		 uint32_t flags)
{
	struct uk_dentry *from, *to;
	int error;

	if (flags & ~(UK_RENAME_NOREPLACE | UK_RENAME_EXCHANGE) ||
	    flags == (UK_RENAME_NOREPLACE | UK_RENAME_EXCHANGE))
		return -EINVAL;
	error = uk_fscalls_start(at, path, &from);
	if (error)
		return error;
	error = uk_fscalls_start(to_at, to_path, &to);
	if (!error) {
		error = uk_vfs_rename(from, path, to, to_path, flags);
		uk_fscalls_end(to);
	}
	uk_fscalls_end(from);
	return error;
}
