/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A file's size, its room, and its way to the device.
 */
#include "internal.h"

static bool is_writable(const struct uk_vfs_file *file)
{
	return (file->file.flags & UK_O_ACCMODE) != UK_O_RDONLY;
}

int uk_vfs_truncate(struct uk_vfs_file *file, int64_t size)
{
	struct uk_attributes attributes = {
		.which = UK_ATTRIBUTE_SIZE,
		.size = size,
	};

	return is_writable(file) ? uk_vnode_set(file->vnode, &attributes) :
				   -EINVAL;
}

int uk_vfs_allocate(struct uk_vfs_file *file, int64_t offset, int64_t length,
		    bool keep_size)
{
	struct uk_vnode *vnode = file->vnode;
	int64_t end;

	if (!is_writable(file))
		return -EBADF;
	if (offset < 0 || length <= 0)
		return -EINVAL;
	if (__builtin_add_overflow(offset, length, &end))
		return -EFBIG;
	if ((vnode->mode & UK_S_IFMT) == UK_S_IFIFO)
		return -ESPIPE;
	if ((vnode->mode & UK_S_IFMT) != UK_S_IFREG)
		return -ENODEV;
	if (!vnode->ops->allocate)
		return -EOPNOTSUPP;
	return VFS_CALL(vnode->mount,
			vnode->ops->allocate(file, offset, length, keep_size));
}

int uk_vfs_fsync(struct uk_vfs_file *file, bool data_only)
{
	struct uk_vnode *vnode = file->vnode;

	if ((vnode->mode & UK_S_IFMT) == UK_S_IFIFO)
		return -EINVAL; /* What is in it goes to no device. */
	if (!vnode->ops->sync)
		return 0;
	return VFS_CALL(vnode->mount, vnode->ops->sync(vnode, data_only));
}
