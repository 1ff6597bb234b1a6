/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The current directory, umask, and where a path starts.
 */
#include <uk/string.h>

#include "place.h"

struct uk_dentry *uk_fscalls_current;
uint32_t uk_fscalls_mask = 022;

/* The directory that is open as `fd`. */
static int directory(int fd, struct uk_dentry **found)
{
	struct uk_file *file = uk_fd_get(fd);
	struct uk_vfs_file *of_vfs;
	int error = -ENOTDIR;

	if (!file)
		return -EBADF;
	of_vfs = uk_vfs_file(file);
	if (of_vfs && uk_vnode_is_directory(of_vfs->vnode)) {
		*found = of_vfs->dentry;
		uk_dentry_get(*found);
		error = 0;
	}
	uk_file_put(file);
	return error;
}

int uk_fscalls_start(int at, const char *path, struct uk_dentry **from)
{
	*from = NULL;
	if (!path)
		return -EFAULT;
	if (!*path)
		return -ENOENT;
	if (*path == '/')
		return 0;
	if (at != UK_AT_FDCWD)
		return directory(at, from);
	/* A share, for another thread may change it while this one waits. */
	*from = uk_fscalls_current;
	if (*from)
		uk_dentry_get(*from);
	return 0;
}

int uk_fscalls_file(int fd, int other, struct uk_vfs_file **file)
{
	struct uk_file *any = uk_fd_get(fd);

	if (!any)
		return -EBADF;
	*file = uk_vfs_file(any);
	if (*file && !(any->flags & UK_O_PATH))
		return 0;
	uk_file_put(any);
	return *file ? -EBADF : other;
}

uint32_t uk_umask(uint32_t mask)
{
	uint32_t old = uk_fscalls_mask;

	uk_fscalls_mask = mask & 0777;
	return old;
}

/* Takes over the share of `to`. */
static void change(struct uk_dentry *to)
{
	struct uk_dentry *old = uk_fscalls_current;

	uk_fscalls_current = to;
	uk_fscalls_end(old);
}

int uk_walkat(int at, const char *path, uint32_t flags,
	      struct uk_dentry **found)
{
	struct uk_dentry *from;
	int error = uk_fscalls_start(at, path, &from);

	if (error)
		return error;
	error = uk_vfs_walk(from, path, flags, found);
	uk_fscalls_end(from);
	return error;
}

int uk_chdir(const char *path)
{
	struct uk_dentry *to;
	int error = uk_walkat(UK_AT_FDCWD, path, UK_VFS_DIRECTORY, &to);

	if (!error)
		change(to);
	return error;
}

int uk_fchdir(int fd)
{
	struct uk_dentry *to;
	int error = directory(fd, &to);

	if (!error)
		change(to);
	return error;
}

uk_ssize_t uk_getcwd(char *to, size_t size)
{
	struct uk_dentry *place = uk_fscalls_current;
	uk_ssize_t length;

	if (!to)
		return -EFAULT;
	if (!place) {
		if (size < sizeof("/"))
			return -ERANGE;
		memcpy(to, "/", sizeof("/"));
		return sizeof("/");
	}
	uk_dentry_get(place);
	length = uk_vfs_path(place, to, size);
	uk_dentry_put(place);
	return length < 0 ? length : length + 1;
}
