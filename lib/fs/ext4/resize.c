/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A file's size is set: what lies behind it is freed, and what is added later reads as
 * zeroes, since the rest of the last block is zeroed at once.
 */
#include "ext4.h"

/* Bytes that the mapping can hold; block 2^32 - 1 is no number of one (Linux's
 * EXT_MAX_BLOCKS).
 */
uint64_t ext4_size_most(struct ext4_node *node)
{
	struct ext4 *ext4 = ext4_of(node);
	unsigned int bits = ext4->block_bits - 2;
	uint64_t blocks = UINT32_MAX;

	if (!(node->raw.i_flags & EXT4_EXTENTS_FL))
		blocks = UK_MIN(blocks, EXT2_NDIR_BLOCKS + (1ull << bits) +
						(1ull << 2 * bits) +
						(1ull << 3 * bits));
	return blocks << ext4->block_bits;
}

int ext4_zero_tail(struct ext4_node *node, uint64_t size)
{
	struct ext4 *ext4 = ext4_of(node);
	uint32_t into = (uint32_t)(size & (ext4_block_size(ext4) - 1));
	struct ext4_run run;
	struct uk_block *block;
	int error;

	if (into == 0)
		return 0;
	error = ext4_map(node, size >> ext4->block_bits, &run);
	if (error || run.physical == 0 || run.unwritten)
		return error;
	error = ext4_get_block(ext4, run.physical, &block);
	if (error)
		return error;
	memset((char *)block->data + into, 0, ext4_block_size(ext4) - into);
	uk_block_dirty(block);
	uk_block_put(block);
	return 0;
}

static void set_size(struct ext4_node *node, uint64_t size)
{
	node->vnode.size = (int64_t)size;
	ext2fs_inode_size_set(&ext4_of(node)->fs, ext4_raw(node),
			      (ext2_off64_t)size);
	ext4_touch(node, EXT4_MTIME | EXT4_CTIME);
	ext4_node_changed(node);
}

static uint64_t blocks_of(struct ext4 *ext4, uint64_t size)
{
	return (size + ext4_block_size(ext4) - 1) >> ext4->block_bits;
}

int ext4_size_set(struct ext4_node *node, uint64_t size)
{
	struct ext4 *ext4 = ext4_of(node);
	uint64_t old = (uint64_t)node->vnode.size;
	int error;

	if (size > ext4_size_most(node))
		return -EFBIG;
	error = ext4_zero_tail(node, UK_MIN(size, old));
	if (!error)
		error = ext4_begin(ext4, 0);
	if (error)
		return error;
	set_size(node, size);
	/* Blocks may lie behind the old end too: fallocate() puts them there. */
	if (size <= old) {
		ext4_orphan_add(node);
		error = ext4_shrink(node, blocks_of(ext4, size));
		if (error)
			return error;
		ext4_orphan_remove(node);
	}
	return ext4_end(ext4, 0);
}

/* A mount found it an orphan with a name: it was being cut. */
int ext4_cut_rest(struct ext4_node *node)
{
	struct ext4 *ext4 = ext4_of(node);
	uint64_t size = (uint64_t)node->vnode.size;
	int error = ext4_zero_tail(node, size);

	if (!error)
		error = ext4_begin(ext4, 0);
	if (!error)
		error = ext4_shrink(node, blocks_of(ext4, size));
	if (error)
		return error;
	ext4_orphan_remove(node);
	return ext4_end(ext4, 0);
}
