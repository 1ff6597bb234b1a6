/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Disks as files (disk0, disk1, ...): several may have one open; none while
 * a file system is mounted from it.
 */
#include <uk/blkdev.h>
#include <uk/errno.h>

#include "devfs.h"

#define DISK_MAJOR 254 /* where Linux numbers what has no number of its own */
#define DISK_MINORS 16 /* between disks, for partitions */

/* Requests (linux/fs.h) */
#define BLKROGET 0x125eul      /* int *: whether it is read-only */
#define BLKFLSBUF 0x1261ul     /* as fsync() */
#define BLKSSZGET 0x1268ul     /* int *: bytes of a block */
#define BLKPBSZGET 0x127bul    /* unsigned int *: of a block that goes well */
#define BLKGETSIZE64 0x80081272ul /* uint64_t *: bytes */

static int open(struct uk_vfs_file *file, struct uk_file **instead)
{
	struct uk_blkdev *disk = devfs_node(file->vnode)->disk;
	int error;

	(void)instead;
	error = uk_blkdev_open(disk, file, true);
	if (error)
		return error;
	if (disk->info.read_only &&
	    (file->file.flags & UK_O_ACCMODE) != UK_O_RDONLY) {
		uk_blkdev_close(disk, file);
		return -EROFS;
	}
	file->vnode->size = (int64_t)(disk->info.sectors * UK_BLK_SECTOR);
	return 0;
}

static void close(struct uk_vfs_file *file)
{
	uk_blkdev_close(devfs_node(file->vnode)->disk, file);
}

static uint64_t disk_size(const struct uk_vfs_file *file)
{
	return devfs_node(file->vnode)->disk->info.sectors * UK_BLK_SECTOR;
}

static uk_ssize_t read(struct uk_vfs_file *file,
		       const struct uk_iovec *pieces, unsigned int count,
		       int64_t offset)
{
	uint64_t start = (uint64_t)offset, at = start;
	uint64_t size = disk_size(file);

	for (; count && at < size; pieces++, count--) {
		size_t length = UK_MIN(pieces->length, size - at);
		int error = devfs_disk_read(devfs_node(file->vnode), at,
					    pieces->base, length);

		if (error)
			return at > start ? (uk_ssize_t)(at - start) : error;
		at += length;
	}
	return (uk_ssize_t)(at - start);
}

static uk_ssize_t write(struct uk_vfs_file *file,
			const struct uk_iovec *pieces, unsigned int count,
			int64_t *offset)
{
	uint64_t start = (uint64_t)*offset, at = start;
	uint64_t size = disk_size(file);
	int error = 0;

	for (; count && !error; pieces++, count--) {
		size_t length =
			UK_MIN(pieces->length, size - UK_MIN(at, size));

		if (length < pieces->length)
			error = -ENOSPC;
		if (length) {
			int failed = devfs_disk_write(devfs_node(file->vnode),
						      at, pieces->base,
						      length);

			if (failed)
				error = failed;
			else
				at += length;
		}
	}
	return at > start ? (uk_ssize_t)(at - start) : error;
}

static int sync(struct uk_vnode *vnode, bool data_only)
{
	(void)data_only;
	return uk_blkdev_flush(devfs_node(vnode)->disk);
}

static int ioctl(struct uk_vfs_file *file, unsigned long request,
		 void *argument)
{
	const struct uk_blkdev_info *info =
		&devfs_node(file->vnode)->disk->info;

	if (request == BLKFLSBUF)
		return sync(file->vnode, false);
	if (request != BLKROGET && request != BLKSSZGET &&
	    request != BLKPBSZGET && request != BLKGETSIZE64)
		return -ENOTTY;
	if (!argument)
		return -EFAULT;
	if (request == BLKROGET)
		*(int *)argument = info->read_only;
	else if (request == BLKSSZGET)
		*(int *)argument = (int)info->block_size;
	else if (request == BLKPBSZGET)
		*(unsigned int *)argument = info->physical_block_size;
	else
		*(uint64_t *)argument = disk_size(file);
	return 0;
}

static const struct uk_device disk_device = {
	.name = "disk",
	.number = UK_DEVICE_NUMBER(DISK_MAJOR, 0),
	.open = open,
	.close = close,
	.read = read,
	.write = write,
	.ioctl = ioctl,
	.sync = sync,
};

unsigned int devfs_count_disks(void)
{
	unsigned int count = 0;

	for (struct uk_blkdev *disk = uk_blkdev_first(); disk;
	     disk = disk->next)
		count++;
	return count;
}

void devfs_add_disks(struct uk_mount *mount)
{
	for (struct uk_blkdev *disk = uk_blkdev_first(); disk;
	     disk = disk->next) {
		struct devfs_node *node = devfs_add(
			mount, disk->name, &disk_device, UK_S_IFBLK | 0660);

		node->disk = disk;
		node->minor = disk->number * DISK_MINORS;
	}
}
