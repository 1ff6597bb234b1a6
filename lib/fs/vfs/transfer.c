/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading, writing and seeking. A file's position moves as one step with the transfer,
 * whoever shares the file (POSIX.1-2017, 2.9.7).
 */
#include "internal.h"

/* linux/fs.h */
#define SEEK_DATA 3
#define SEEK_HOLE 4

static uk_ssize_t read_at(struct uk_vfs_file *file,
			  const struct uk_iovec *pieces, unsigned int count,
			  int64_t offset)
{
	struct uk_vnode *vnode = file->vnode;

	if (UK_UNLIKELY(!vnode->ops->read || offset < 0))
		return -EINVAL;
	return VFS_CALL(vnode->mount,
			vnode->ops->read(file, pieces, count, offset));
}

uk_ssize_t vfs_read(struct uk_file *any, const struct uk_iovec *pieces,
		    unsigned int count, int64_t offset)
{
	struct uk_vfs_file *file = vfs_file_of(any);
	uk_ssize_t result;

	if (offset != UK_FILE_POSITION)
		return read_at(file, pieces, count, offset);
	vfs_position_lock(file);
	result = read_at(file, pieces, count, file->position);
	if (result > 0)
		file->position += result;
	vfs_position_unlock(file);
	return result;
}

/* O_SYNC and O_DSYNC: it is written when it is on the device. */
static int sync_after(struct uk_vfs_file *file)
{
	struct uk_vnode *vnode = file->vnode;
	bool data_only = (file->file.flags & UK_O_SYNC) != UK_O_SYNC;

	if (!vnode->ops->sync)
		return 0;
	return VFS_CALL(vnode->mount, vnode->ops->sync(vnode, data_only));
}

static uk_ssize_t write_at(struct uk_vfs_file *file,
			   const struct uk_iovec *pieces, unsigned int count,
			   int64_t *offset)
{
	struct uk_vnode *vnode = file->vnode;
	uk_ssize_t result;
	size_t total = 0;
	int error;

	for (unsigned int i = 0; i < count; i++)
		total += pieces[i].length;
	if (UK_UNLIKELY(!vnode->ops->write || *offset < UK_VFS_END ||
			*offset == UK_FILE_POSITION))
		return -EINVAL;
	if (UK_UNLIKELY(!total))
		return 0;
	if (UK_UNLIKELY(*offset > INT64_MAX - (int64_t)total))
		return -EFBIG;
	result = VFS_CALL(vnode->mount,
			  vnode->ops->write(file, pieces, count, offset));
	if (UK_UNLIKELY(file->file.flags & UK_O_DSYNC && result > 0)) {
		error = sync_after(file);
		if (error)
			return error;
	}
	return result;
}

uk_ssize_t vfs_write(struct uk_file *any, const struct uk_iovec *pieces,
		     unsigned int count, int64_t offset)
{
	struct uk_vfs_file *file = vfs_file_of(any);
	bool appends = any->flags & UK_O_APPEND;
	uk_ssize_t result;

	if (offset != UK_FILE_POSITION) {
		if (offset < 0)
			return -EINVAL;
		/* As Linux does, O_APPEND goes before the offset (pwrite(2)). */
		if (appends)
			offset = UK_VFS_END;
		return write_at(file, pieces, count, &offset);
	}
	vfs_position_lock(file);
	offset = appends ? UK_VFS_END : file->position;
	result = write_at(file, pieces, count, &offset);
	if (result > 0)
		file->position = offset + result;
	vfs_position_unlock(file);
	return result;
}

static int64_t size_of(struct uk_vnode *vnode)
{
	struct uk_stat stat;
	int error;

	/* Who may change names behind our back may change sizes, too. */
	if (!(vnode->mount->flags & UK_MOUNT_NO_NAMES))
		return vnode->size;
	error = uk_vnode_stat(vnode, &stat);
	return error ? error : stat.size;
}

/* Where `offset` counts from, or an error; all that is there counts as data. */
static int64_t base_of(struct uk_vfs_file *file, int64_t offset, int whence)
{
	int64_t size;

	switch (whence) {
	case UK_SEEK_SET:
		return 0;
	case UK_SEEK_CUR:
		return file->position;
	case UK_SEEK_END:
	case SEEK_DATA:
	case SEEK_HOLE:
		if (uk_vnode_is_directory(file->vnode))
			return -EINVAL;
		size = size_of(file->vnode);
		if (size < 0 || whence == UK_SEEK_END)
			return size;
		if (offset < 0 || offset >= size)
			return -ENXIO;
		return whence == SEEK_DATA ? 0 : size - offset;
	default:
		return -EINVAL;
	}
}

int64_t vfs_seek(struct uk_file *any, int64_t offset, int whence)
{
	struct uk_vfs_file *file = vfs_file_of(any);
	int64_t base, position;

	vfs_position_lock(file);
	base = base_of(file, offset, whence);
	if (base < 0)
		position = base;
	else if (__builtin_add_overflow(base, offset, &position))
		position = -EOVERFLOW;
	else if (position < 0)
		position = -EINVAL;
	else
		file->position = position;
	vfs_position_unlock(file);
	return position;
}
