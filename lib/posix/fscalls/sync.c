/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Open files as a whole: what is on the device, how large they are, and where.
 */
#include "place.h"

static bool is_writable(const struct uk_vfs_file *file)
{
	return (file->file.flags & UK_O_ACCMODE) != UK_O_RDONLY;
}

static int sync(int fd, bool data_only)
{
	struct uk_vfs_file *file;
	int error = uk_fscalls_file(fd, -EINVAL, &file);

	if (error)
		return error;
	error = uk_vfs_fsync(file, data_only);
	uk_fscalls_put(file);
	return error;
}

int uk_fsync(int fd)
{
	return sync(fd, false);
}

int uk_fdatasync(int fd)
{
	return sync(fd, true);
}

int uk_syncfs(int fd)
{
	struct uk_vfs_file *file;
	int error = uk_fscalls_file(fd, 0, &file);

	if (error || !file) /* the console, a socket: nothing is to be done */
		return error;
	error = uk_mount_sync(file->vnode->mount);
	uk_fscalls_put(file);
	return error;
}

int uk_sync(void)
{
	return uk_vfs_sync();
}

int uk_fstatfs(int fd, struct uk_statfs *stat)
{
	struct uk_file *any = uk_fd_get(fd);
	struct uk_vfs_file *file;
	int error = -ENOSYS;

	if (!any)
		return -EBADF;
	file = uk_vfs_file(any); /* O_PATH is allowed here */
	if (file)
		error = uk_mount_statfs(file->vnode->mount, stat);
	uk_file_put(any);
	return error;
}

int uk_ftruncate(int fd, int64_t size)
{
	struct uk_vfs_file *file;
	int error;

	if (size < 0)
		return -EINVAL;
	error = uk_fscalls_file(fd, -EINVAL, &file);
	if (error)
		return error;
	error = is_writable(file) ? uk_vfs_truncate(file, size) : -EINVAL;
	uk_fscalls_put(file);
	return error;
}

static bool is_pipe(int fd)
{
	struct uk_stat stat;

	return !uk_fd_stat(fd, &stat) &&
	       (stat.mode & UK_S_IFMT) == UK_S_IFIFO;
}

int uk_fallocate(int fd, uint32_t mode, int64_t offset, int64_t length)
{
	struct uk_vfs_file *file;
	int64_t end;
	int error;

	if (offset < 0 || length <= 0)
		return -EINVAL;
	if (mode & ~UK_FALLOC_KEEP_SIZE)
		return -EOPNOTSUPP;
	error = uk_fscalls_file(fd, -ENODEV, &file);
	if (error)
		return error == -ENODEV && is_pipe(fd) ? -ESPIPE : error;
	if (!is_writable(file))
		error = -EBADF;
	else if (__builtin_add_overflow(offset, length, &end))
		error = -EFBIG;
	else
		error = uk_vfs_allocate(file, offset, length,
					mode & UK_FALLOC_KEEP_SIZE);
	uk_fscalls_put(file);
	return error;
}

#define ADVICE_MOST 5 /* POSIX_FADV_NOREUSE (linux/fadvise.h) */

int uk_fadvise(int fd, int64_t offset __uk_unused, int64_t length, int advice)
{
	struct uk_file *file = uk_fd_get(fd);
	int error = 0;

	if (!file)
		return -EBADF;
	if (!file->ops->seek)
		error = -ESPIPE;
	else if (length < 0 || advice < 0 || advice > ADVICE_MOST)
		error = -EINVAL;
	uk_file_put(file);
	return error;
}
