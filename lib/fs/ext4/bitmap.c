/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The bitmaps of used blocks and inodes, in libext2fs' place: they stay in the block cache,
 * one block a group, read when a group is first used. So a mount reads none of
 * them, and a disk of any size takes no more memory than another.
 */
#include "ext4.h"

static struct ext4_bitmap *bitmap_of(ext2fs_generic_bitmap base)
{
	return UK_CONTAINER_OF(base, struct ext4_bitmap, base);
}

static uint32_t bits_of_group(const struct ext4_bitmap *bitmap)
{
	const struct ext2_super_block *super = bitmap->ext4->fs.super;

	return bitmap->inodes ? super->s_inodes_per_group :
				super->s_clusters_per_group;
}

static void set_bits(void *bits, uint32_t first, uint32_t count)
{
	unsigned char *bytes = bits;

	for (; count && first % 8; first++, count--)
		bytes[first / 8] |= (unsigned char)(1u << first % 8);
	memset(bytes + first / 8, 0xff, count / 8);
	for (first += count & ~7u, count &= 7; count; first++, count--)
		bytes[first / 8] |= (unsigned char)(1u << first % 8);
}

/* False: one of them is clear already. */
static bool clear_bits(void *bits, uint32_t first, uint32_t count)
{
	unsigned char *bytes = bits;
	bool were_set = true;

	for (; count; first++, count--) {
		were_set &= bytes[first / 8] >> first % 8 & 1;
		bytes[first / 8] &= (unsigned char)~(1u << first % 8);
	}
	return were_set;
}

/* Those of `count` blocks from `first` on that lie in `group` */
static void set_blocks(struct ext4 *ext4, void *bits, uint32_t group,
		       uint64_t first, uint64_t count)
{
	uint64_t start = ext2fs_group_first_block2(&ext4->fs, group);
	uint64_t end = ext2fs_group_last_block2(&ext4->fs, group) + 1;

	if (first >= end || first + count <= start)
		return;
	if (first < start) {
		count -= start - first;
		first = start;
	}
	set_bits(bits, (uint32_t)(first - start),
		 (uint32_t)UK_MIN(count, end - first));
}

/*
 * The bitmap of a group that nothing was written to since mkfs, which has none on the
 * disk (flags INODE_UNINIT and BLOCK_UNINIT of its descriptor)
 */
static void make(struct ext4_bitmap *bitmap, uint32_t group, void *bits)
{
	struct ext4 *ext4 = bitmap->ext4;
	uint32_t used = bits_of_group(bitmap);
	blk64_t super, old_descriptors, new_descriptors;
	blk_t count;

	memset(bits, 0, ext4_block_size(ext4));
	if (!bitmap->inodes) {
		used = (uint32_t)(ext2fs_group_last_block2(&ext4->fs, group) -
				  ext2fs_group_first_block2(&ext4->fs, group) +
				  1);
		ext2fs_super_and_bgd_loc2(&ext4->fs, group, &super,
					  &old_descriptors, &new_descriptors,
					  &count);
		if (super || group == 0)
			set_blocks(ext4, bits, group, super, 1);
		if (old_descriptors)
			set_blocks(ext4, bits, group, old_descriptors,
				   ext2fs_has_feature_meta_bg(ext4->fs.super) ?
					   ext4->fs.super->s_first_meta_bg :
					   ext4->fs.desc_blocks +
						   ext4->fs.super
							   ->s_reserved_gdt_blocks);
		if (new_descriptors)
			set_blocks(ext4, bits, group, new_descriptors, 1);
		set_blocks(ext4, bits, group,
			   ext2fs_block_bitmap_loc(&ext4->fs, group), 1);
		set_blocks(ext4, bits, group,
			   ext2fs_inode_bitmap_loc(&ext4->fs, group), 1);
		set_blocks(ext4, bits, group,
			   ext2fs_inode_table_loc(&ext4->fs, group),
			   ext4->fs.inode_blocks_per_group);
	}
	/* Bits beyond the group count as used. */
	set_bits(bits, used, ext4_block_size(ext4) * 8 - used);
}

static bool *checked(struct ext4_bitmap *bitmap, uint32_t group)
{
	struct ext4_group *state = &bitmap->ext4->groups[group];

	return bitmap->inodes ? &state->inodes_checked :
				&state->blocks_checked;
}

/* Once: while an operation runs, the descriptor's checksum is an old one. */
static int check(struct ext4_bitmap *bitmap, uint32_t group, void *bits)
{
	struct ext4 *ext4 = bitmap->ext4;
	int size = (int)(bits_of_group(bitmap) / 8);

	if (*checked(bitmap, group))
		return 0;
	if (!(bitmap->inodes ? ext2fs_inode_bitmap_csum_verify(&ext4->fs, group,
							       bits, size) :
			       ext2fs_block_bitmap_csum_verify(&ext4->fs, group,
							       bits, size)))
		return -EUCLEAN;
	*checked(bitmap, group) = true;
	return 0;
}

/* The bitmap's block is that of `group`. */
int ext4_bitmap_get(struct ext4_bitmap *bitmap, uint32_t group)
{
	struct ext4 *ext4 = bitmap->ext4;
	struct uk_block *block;
	uint64_t number;
	int error;

	if (bitmap->block && bitmap->group == group)
		return 0;
	number = bitmap->inodes ? ext2fs_inode_bitmap_loc(&ext4->fs, group) :
				  ext2fs_block_bitmap_loc(&ext4->fs, group);
	if (ext2fs_has_group_desc_csum(&ext4->fs) &&
	    ext2fs_bg_flags_test(&ext4->fs, group,
				 bitmap->inodes ? EXT2_BG_INODE_UNINIT :
						  EXT2_BG_BLOCK_UNINIT)) {
		error = uk_blockcache_get_new(ext4->cache, number, &block);
		if (!error) {
			make(bitmap, group, block->data);
			*checked(bitmap, group) = true;
		}
	} else {
		error = ext4_get_block(ext4, number, &block);
		if (!error) {
			error = check(bitmap, group, block->data);
			if (error)
				uk_block_put(block);
		}
	}
	if (error) {
		if (!ext4->error)
			ext4->error = error;
		return error;
	}
	if (bitmap->block)
		uk_block_put(bitmap->block);
	bitmap->block = block;
	bitmap->group = group;
	bitmap->operation = 0;
	return 0;
}

/* The same, to change it. */
static void *change(struct ext4_bitmap *bitmap, uint32_t group)
{
	struct ext4 *ext4 = bitmap->ext4;

	if (ext4_bitmap_get(bitmap, group))
		return NULL;
	if (bitmap->operation != ext4->operation) {
		if (ext4_change(ext4, bitmap->block))
			return NULL;
		bitmap->operation = ext4->operation;
	}
	ext4_group_changed(ext4, group, bitmap->inodes);
	return bitmap->block->data;
}

/* The group's bitmaps changed: their checksums go to the descriptor. */
int ext4_bitmap_finish(struct ext4 *ext4, uint32_t group)
{
	struct ext4_group *state = &ext4->groups[group];
	int error;

	if (state->blocks_changed) {
		error = ext4_bitmap_get(&ext4->block_bitmap, group);
		if (error)
			return error;
		ext2fs_block_bitmap_csum_set(
			&ext4->fs, group, ext4->block_bitmap.block->data,
			(int)(bits_of_group(&ext4->block_bitmap) / 8));
	}
	if (state->inodes_changed) {
		error = ext4_bitmap_get(&ext4->inode_bitmap, group);
		if (error)
			return error;
		ext2fs_inode_bitmap_csum_set(
			&ext4->fs, group, ext4->inode_bitmap.block->data,
			(int)(bits_of_group(&ext4->inode_bitmap) / 8));
	}
	state->blocks_changed = state->inodes_changed = false;
	return 0;
}

/* ---- as libext2fs calls them ---- */

static uint64_t bit_of(const struct ext4_bitmap *bitmap, uint64_t number)
{
	return number - (bitmap->inodes ?
				 1 :
				 bitmap->ext4->fs.super->s_first_data_block);
}

static void change_range(struct ext4_bitmap *bitmap, uint64_t number,
			 uint64_t count, bool used)
{
	uint64_t bit = bit_of(bitmap, number);
	uint32_t size = bits_of_group(bitmap);

	while (count) {
		uint32_t first = (uint32_t)(bit % size);
		uint32_t now = (uint32_t)UK_MIN(count, (uint64_t)size - first);
		void *bits = change(bitmap, (uint32_t)(bit / size));

		if (!bits)
			return; /* ext4->error tells */
		if (used)
			set_bits(bits, first, now);
		else if (!clear_bits(bits, first, now) && !bitmap->ext4->error)
			bitmap->ext4->error = -EUCLEAN; /* freed twice */
		bit += now;
		count -= now;
	}
}

int ext2fs_mark_generic_bmap(ext2fs_generic_bitmap base, __u64 number)
{
	change_range(bitmap_of(base), number, 1, true);
	return 0;
}

/* A block on its own is one of metadata: see shrink.c */
int ext2fs_unmark_generic_bmap(ext2fs_generic_bitmap base, __u64 number)
{
	struct ext4_bitmap *bitmap = bitmap_of(base);

	change_range(bitmap, number, 1, false);
	if (!bitmap->inodes)
		ext4_freed(bitmap->ext4, number, 1, true);
	return 0;
}

void ext2fs_mark_block_bitmap_range2(ext2fs_block_bitmap base, blk64_t first,
				     unsigned int count)
{
	change_range(bitmap_of(base), first, count, true);
}

void ext2fs_unmark_block_bitmap_range2(ext2fs_block_bitmap base, blk64_t first,
				       unsigned int count)
{
	change_range(bitmap_of(base), first, count, false);
}

int ext2fs_test_generic_bmap(ext2fs_generic_bitmap base, __u64 number)
{
	struct ext4_bitmap *bitmap = bitmap_of(base);
	uint64_t bit = bit_of(bitmap, number);
	uint32_t size = bits_of_group(bitmap);
	const unsigned char *bytes;

	if (ext4_bitmap_get(bitmap, (uint32_t)(bit / size)))
		return 1;
	bytes = bitmap->block->data;
	return bytes[bit % size / 8] >> bit % size % 8 & 1;
}

/* ---- */

static void init(struct ext4 *ext4, struct ext4_bitmap *bitmap, bool inodes)
{
	bitmap->base.magic = inodes ? EXT2_ET_MAGIC_INODE_BITMAP64 :
				      EXT2_ET_MAGIC_BLOCK_BITMAP64;
	bitmap->base.fs = &ext4->fs;
	bitmap->ext4 = ext4;
	bitmap->inodes = inodes;
}

int ext4_bitmap_init(struct ext4 *ext4)
{
	init(ext4, &ext4->block_bitmap, false);
	init(ext4, &ext4->inode_bitmap, true);
	ext4->fs.block_map = &ext4->block_bitmap.base;
	ext4->fs.inode_map = &ext4->inode_bitmap.base;
	return 0;
}

void ext4_bitmap_end(struct ext4 *ext4)
{
	if (ext4->block_bitmap.block)
		uk_block_put(ext4->block_bitmap.block);
	if (ext4->inode_bitmap.block)
		uk_block_put(ext4->inode_bitmap.block);
	ext4->block_bitmap.block = ext4->inode_bitmap.block = NULL;
}
