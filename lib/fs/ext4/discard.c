/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The disk is told which blocks hold nothing any more: after the commit that freed
 * them (option discard), and by FITRIM all that are free.
 */
#include "ext4.h"

#include <uk/trim.h>

static int discard(struct ext4 *ext4, uint64_t first, uint64_t count)
{
	unsigned int shift = ext4->block_bits - 9; /* to sectors */

	return uk_blkdev_discard(ext4->dev, first << shift, count << shift);
}

/* The lock is held: nobody uses them before this returns. */
void ext4_discard_freed(struct ext4 *ext4, uint32_t group)
{
	const uint64_t *freed = ext4->groups[group].freed;
	uint64_t start = ext2fs_group_first_block2(&ext4->fs, group);
	uint32_t bits = ext4_block_size(ext4) * 8, from = 0, to;

	for (; ext4->discard && freed; from = to) {
		int error;

		/* Those freed, as if all others were in use */
		from = ext4_find_bit(freed, NULL, from, bits, true);
		if (from == bits)
			return;
		to = ext4_find_bit(freed, NULL, from, bits, false);
		error = discard(ext4, start + from, to - from);
		if (error) {
			uk_pr_warn("%s cannot discard blocks (error %d): the "
				   "option is off from now on\n",
				   ext4->mount->source, -error);
			ext4->discard = false;
		}
	}
}

/* Free blocks [from, to) of a group, in runs of `least` and more */
static int trim_group(struct ext4 *ext4, uint32_t group, uint32_t from,
		      uint32_t to, uint64_t least, uint64_t *done)
{
	uint64_t start = ext2fs_group_first_block2(&ext4->fs, group);
	const uint64_t *freed = ext4->groups[group].freed, *used;
	int error = ext4_bitmap_get(&ext4->block_bitmap, group);
	uint32_t end;

	/* What was freed lately, and not noted, may still be needed. */
	if (error || ext4->groups[group].freed_unknown)
		return error;
	used = ext4->block_bitmap.block->data;
	for (;; from = end) {
		from = ext4_find_bit(used, freed, from, to, false);
		if (from == to)
			return 0;
		end = ext4_find_bit(used, freed, from, to, true);
		if (end - from < least)
			continue;
		error = discard(ext4, start + from, end - from);
		if (error)
			return error;
		*done += end - from;
	}
}

/* Blocks [first, last] of the disk */
static int trim(struct ext4 *ext4, uint64_t first, uint64_t last,
		uint64_t least, uint64_t *done)
{
	uint32_t group = ext2fs_group_of_blk2(&ext4->fs, first);
	int error = 0;

	for (; !error && first <= last; group++) {
		uint64_t start = ext2fs_group_first_block2(&ext4->fs, group);
		uint64_t end = UK_MIN(ext2fs_group_last_block2(&ext4->fs, group),
				      last);

		ext4_lock(&ext4->lock);
		ext4->error = 0;
		error = trim_group(ext4, group, (uint32_t)(first - start),
				   (uint32_t)(end - start + 1), least, done);
		ext4_unlock(&ext4->lock);
		first = end + 1;
	}
	return error;
}

static int trim_range(struct ext4 *ext4, struct uk_trim_range *range)
{
	uint64_t blocks = ext2fs_blocks_count(ext4->fs.super), done = 0;
	uint64_t first = UK_MAX(range->start >> ext4->block_bits,
				(uint64_t)ext4->fs.super->s_first_data_block);
	uint64_t count = range->length >> ext4->block_bits;
	uint64_t least = range->least >> ext4->block_bits;
	int error;

	if (!ext4->dev->info.discard_most)
		return -EOPNOTSUPP;
	if (ext4->read_only)
		return -EROFS;
	if (first >= blocks || count == 0 ||
	    least > EXT2_BLOCKS_PER_GROUP(ext4->fs.super))
		return -EINVAL;
	count = UK_MIN(count, blocks - first);
	/* What was removed and is not committed yet is not free. */
	error = ext4_commit(ext4);
	if (!error)
		error = trim(ext4, first, first + count - 1,
			     UK_MAX(least, 1ull), &done);
	range->length = done << ext4->block_bits;
	return error;
}

int ext4_ioctl(struct uk_vfs_file *file, unsigned long request, void *argument)
{
	struct ext4 *ext4 = ext4_of(ext4_node_of(file->vnode));

	if (request != UK_FITRIM)
		return -ENOTTY;
	return argument ? trim_range(ext4, argument) : -EFAULT;
}
