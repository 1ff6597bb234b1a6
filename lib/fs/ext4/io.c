/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What libext2fs reads and writes: blocks of metadata, through the block cache and
 * the journal. It does not pass on every error that it gets, so the first one is
 * kept for the end of the operation.
 */
#include "ext4.h"

static struct ext4 *ext4_of_channel(io_channel channel)
{
	return channel->private_data;
}

static int fail(struct ext4 *ext4, int error)
{
	if (!ext4->error)
		ext4->error = error;
	return error;
}

int ext4_get_block(struct ext4 *ext4, uint64_t number, struct uk_block **block)
{
	/* A disk says where its blocks are: it may say anything. */
	if (number >= ext2fs_blocks_count(ext4->fs.super))
		return -EUCLEAN;
	return uk_blockcache_get(ext4->cache, number, block);
}

int ext4_change(struct ext4 *ext4, struct uk_block *block)
{
	UK_ASSERT(ext4->writing);
	ext4->changed = true;
	if (ext4->journal) {
		int error = uk_journal_change(ext4->journal, block);

		return error ? fail(ext4, error) : 0;
	}
	uk_block_dirty(block);
	return 0;
}

static errcode_t read_blocks(io_channel channel, unsigned long long number,
			     int count, void *to)
{
	struct ext4 *ext4 = ext4_of_channel(channel);

	for (int i = 0; i < count; i++) {
		struct uk_block *block;
		int error = ext4_get_block(ext4, number + (unsigned int)i,
					   &block);

		if (error)
			return -fail(ext4, error);
		memcpy((char *)to + (size_t)i * ext4_block_size(ext4),
		       block->data, ext4_block_size(ext4));
		uk_block_put(block);
	}
	return 0;
}

/* NULL for `from`: zeroes */
static int write_block(struct ext4 *ext4, uint64_t number, const void *from)
{
	struct uk_block *block;
	int error;

	if (number >= ext2fs_blocks_count(ext4->fs.super))
		return fail(ext4, -EUCLEAN);
	if (!ext4->writing)
		return fail(ext4, -EROFS);
	error = uk_blockcache_get_new(ext4->cache, number, &block);
	if (error)
		return fail(ext4, error);
	error = ext4_change(ext4, block);
	if (!error && from)
		memcpy(block->data, from, ext4_block_size(ext4));
	else if (!error)
		memset(block->data, 0, ext4_block_size(ext4));
	uk_block_put(block);
	return error;
}

static errcode_t write_blocks(io_channel channel, unsigned long long number,
			      int count, const void *from)
{
	struct ext4 *ext4 = ext4_of_channel(channel);

	for (int i = 0; i < count; i++) {
		int error = write_block(
			ext4, number + (unsigned int)i,
			(const char *)from +
				(size_t)i * ext4_block_size(ext4));

		if (error)
			return -error;
	}
	return 0;
}

/* Of libext2fs' mkjournal.c, which makes file systems too: new blocks of metadata start
 * as zeroes.
 */
errcode_t ext2fs_zero_blocks2(ext2_filsys fs, blk64_t first, int count,
			      blk64_t *failed, int *failed_count)
{
	(void)failed;
	(void)failed_count;
	for (int i = 0; i < count; i++) {
		int error = write_block(fs->priv_data,
					first + (unsigned int)i, NULL);

		if (error)
			return -error;
	}
	return 0;
}

/* The block map's calls, whose numbers have 32 bits on the disk */
static errcode_t read_low(io_channel channel, unsigned long number, int count,
			  void *to)
{
	return read_blocks(channel, number, count, to);
}

static errcode_t write_low(io_channel channel, unsigned long number, int count,
			   const void *from)
{
	return write_blocks(channel, number, count, from);
}

static struct struct_io_manager manager = {
	.magic = EXT2_ET_MAGIC_IO_MANAGER,
	.name = "block cache",
	.read_blk = read_low,
	.write_blk = write_low,
	.read_blk64 = read_blocks,
	.write_blk64 = write_blocks,
};

void ext4_io_init(struct ext4 *ext4)
{
	ext4->io.magic = EXT2_ET_MAGIC_IO_CHANNEL;
	ext4->io.manager = &manager;
	ext4->io.block_size = (int)ext4->fs.blocksize;
	ext4->io.refcount = 1;
	ext4->io.private_data = ext4;
	ext4->fs.io = &ext4->io;
}
