/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Bytes at any offset of a disk: whole blocks go straight from and to the caller's
 * memory, parts of a block through one that is read first.
 */
#include <uk/alloc.h>
#include <uk/blkdev.h>
#include <uk/errno.h>
#include <uk/string.h>

#include "devfs.h"

/* Between reading a block and writing it back nobody else may write a part of it. */
static void lock(struct devfs_node *node)
{
#ifdef CONFIG_LIBDEVFS_THREADS
	uk_mutex_lock(&node->lock);
#else
	(void)node;
#endif
}

static void unlock(struct devfs_node *node)
{
#ifdef CONFIG_LIBDEVFS_THREADS
	uk_mutex_unlock(&node->lock);
#else
	(void)node;
#endif
}

/* Reads a part of one block, or (`from`) replaces it. */
static int transfer_part(struct uk_blkdev *disk, uint64_t offset, char *to,
			 const char *from, size_t length)
{
	size_t block = disk->info.block_size;
	uint64_t start = UK_ALIGN_DOWN(offset, block);
	char *bounce = uk_memalign(uk_alloc_default(), UK_BLK_SECTOR, block);
	int error;

	if (!bounce)
		return -ENOMEM;
	error = uk_blkdev_read(disk, start / UK_BLK_SECTOR, bounce, block);
	if (!error && from) {
		memcpy(bounce + (offset - start), from, length);
		error = uk_blkdev_write(disk, start / UK_BLK_SECTOR, bounce,
					block, 0);
	} else if (!error) {
		memcpy(to, bounce + (offset - start), length);
	}
	uk_free(uk_alloc_default(), bounce);
	return error;
}

/* How many of `length` bytes at `offset` go in one step; whether they are whole
 * blocks.
 */
static size_t step_of(const struct uk_blkdev *disk, uint64_t offset,
		      size_t length, bool *whole)
{
	size_t block = disk->info.block_size;
	size_t in_block = offset & (block - 1);

	*whole = !in_block && length >= block;
	return *whole ? UK_ALIGN_DOWN(length, block) :
			UK_MIN(length, block - in_block);
}

int devfs_disk_read(struct devfs_node *node, uint64_t offset, char *to,
		    size_t length)
{
	struct uk_blkdev *disk = node->disk;
	int error = 0;

	while (length && !error) {
		bool whole;
		size_t step = step_of(disk, offset, length, &whole);

		error = whole ? uk_blkdev_read(disk, offset / UK_BLK_SECTOR,
					       to, step) :
				transfer_part(disk, offset, to, NULL, step);
		offset += step;
		to += step;
		length -= step;
	}
	return error;
}

int devfs_disk_write(struct devfs_node *node, uint64_t offset,
		     const char *from, size_t length)
{
	struct uk_blkdev *disk = node->disk;
	int error = 0;

	lock(node);
	while (length && !error) {
		bool whole;
		size_t step = step_of(disk, offset, length, &whole);

		error = whole ? uk_blkdev_write(disk, offset / UK_BLK_SECTOR,
						from, step, 0) :
				transfer_part(disk, offset, NULL, from, step);
		offset += step;
		from += step;
		length -= step;
	}
	unlock(node);
	return error;
}
