/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The superblock and the group descriptors, which stay in memory (64 bytes for each 128 MiB
 * of a disk), and go back to their blocks at the end of an operation that changed them.
 */
#include "ext4.h"

/* The superblock lies 1024 bytes from the disk's start, whatever the block size. */
static uint64_t super_block_of(const struct ext4 *ext4, uint32_t *offset)
{
	uint64_t number = SUPERBLOCK_OFFSET >> ext4->block_bits;

	*offset = SUPERBLOCK_OFFSET & (ext4_block_size(ext4) - 1);
	return number;
}

static int read_descriptors(struct ext4 *ext4)
{
	ext2_filsys fs = &ext4->fs;

	for (uint32_t i = 0; i < fs->desc_blocks; i++) {
		uint64_t number = ext2fs_descriptor_block_loc2(
			fs, fs->super->s_first_data_block, i);
		struct uk_block *block;
		int error = ext4_get_block(ext4, number, &block);

		if (error)
			return error;
		memcpy((char *)fs->group_desc + (size_t)i * fs->blocksize,
		       block->data, fs->blocksize);
		uk_block_put(block);
	}
	return 0;
}

/* `super` is checked already: see features.c */
static void compute(struct ext4 *ext4)
{
	ext2_filsys fs = &ext4->fs;
	struct ext2_super_block *super = fs->super;

	fs->magic = EXT2_ET_MAGIC_EXT2FS_FILSYS;
	fs->flags = EXT2_FLAG_RW | EXT2_FLAG_64BITS | EXT2_FLAG_MASTER_SB_ONLY;
	fs->priv_data = ext4;
	fs->blocksize = EXT2_BLOCK_SIZE(super);
	fs->fragsize = (int)fs->blocksize;
	fs->inode_blocks_per_group = UK_DIV_ROUND_UP(
		super->s_inodes_per_group * EXT2_INODE_SIZE(super),
		fs->blocksize);
	fs->group_desc_count = (dgrp_t)UK_DIV_ROUND_UP(
		ext2fs_blocks_count(super) - super->s_first_data_block,
		(uint64_t)super->s_blocks_per_group);
	fs->desc_blocks = UK_DIV_ROUND_UP(fs->group_desc_count,
					  EXT2_DESC_PER_BLOCK(super));
	ext2fs_init_csum_seed(fs);
}

/* The cache is there; fs.super holds a copy of the superblock. */
int ext4_open(struct ext4 *ext4)
{
	ext2_filsys fs = &ext4->fs;
	struct uk_alloc *heap = uk_alloc_default();
	uint32_t offset;
	struct uk_block *block;
	int error;

	error = uk_blockcache_get(ext4->cache, super_block_of(ext4, &offset),
				  &block);
	if (error)
		return error;
	memcpy(fs->super, (char *)block->data + offset, SUPERBLOCK_SIZE);
	uk_block_put(block);
	error = ext4_check_super(ext4, fs->super);
	if (error)
		return error;
	compute(ext4);
	ext4_io_init(ext4);
	ext4_allocate_init(ext4);
	if (ext2fs_has_feature_meta_bg(fs->super) &&
	    fs->super->s_first_meta_bg > fs->desc_blocks)
		return -EUCLEAN;
	fs->group_desc = uk_calloc(heap, fs->desc_blocks, fs->blocksize);
	ext4->groups = uk_calloc(heap, fs->group_desc_count,
				 sizeof(*ext4->groups));
	if (!fs->group_desc || !ext4->groups)
		return -ENOMEM;
	error = read_descriptors(ext4);
	if (!error)
		error = ext4_check_groups(ext4);
	if (!error)
		error = ext4_bitmap_init(ext4);
	return error;
}

void ext4_close(struct ext4 *ext4)
{
	struct uk_alloc *heap = uk_alloc_default();

	ext4_bitmap_end(ext4);
	if (ext4->groups)
		for (uint32_t i = 0; i < ext4->fs.group_desc_count; i++)
			uk_free(heap, ext4->groups[i].freed);
	uk_free(heap, ext4->groups);
	uk_free(heap, ext4->fs.group_desc);
	ext4->groups = NULL;
	ext4->fs.group_desc = NULL;
}

int ext4_write_super(struct ext4 *ext4)
{
	uint32_t offset;
	struct uk_block *block;
	int error = ext4_get_block(ext4, super_block_of(ext4, &offset), &block);

	if (error)
		return error;
	error = ext4_change(ext4, block);
	if (!error) {
		ext2fs_superblock_csum_set(&ext4->fs, ext4->fs.super);
		memcpy((char *)block->data + offset, ext4->fs.super,
		       SUPERBLOCK_SIZE);
	}
	uk_block_put(block);
	return error;
}

int ext4_write_group(struct ext4 *ext4, uint32_t group)
{
	ext2_filsys fs = &ext4->fs;
	uint32_t each = EXT2_DESC_PER_BLOCK(fs->super);
	uint32_t size = EXT2_DESC_SIZE(fs->super);
	uint32_t offset = group % each * size;
	struct uk_block *block;
	int error = ext4_get_block(ext4,
				   ext2fs_descriptor_block_loc2(
					   fs, fs->super->s_first_data_block,
					   group / each),
				   &block);

	if (error)
		return error;
	error = ext4_change(ext4, block);
	if (!error) {
		ext2fs_group_desc_csum_set(fs, group);
		memcpy((char *)block->data + offset,
		       ext2fs_group_desc(fs, fs->group_desc, group), size);
	}
	uk_block_put(block);
	return error;
}
