/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where the blocks of a file lie: the tree of extents (Documentation/filesystems/ext4,
 * "Extent Tree"), or the block map of ext2 and ext3 ("Direct/Indirect Block
 * Addressing"), read in place in the block cache. libext2fs copies each node it
 * passes; this is what every read and write asks.
 */
#include "ext4.h"
#include "checksum.h"

#define EXTENT_DEPTH_MOST 5 /* what 2^32 blocks need */
#define DIRECT EXT2_NDIR_BLOCKS

static bool is_on_disk(struct ext4 *ext4, uint64_t first, uint64_t count)
{
	uint64_t blocks = ext2fs_blocks_count(ext4->fs.super);

	return first > ext4->fs.super->s_first_data_block && first < blocks &&
	       count <= blocks - first;
}

/* ---- extents ---- */

/* `bytes`: room of the node. The tree's entries, 12 bytes each, follow the header. */
static int check_header(const struct ext3_extent_header *header, size_t bytes,
			unsigned int depth)
{
	return header->eh_magic == EXT3_EXT_MAGIC &&
			       header->eh_depth == depth &&
			       header->eh_entries <= header->eh_max &&
			       header->eh_max <= (bytes - sizeof(*header)) /
							 sizeof(struct ext3_extent) ?
		       0 :
		       -EUCLEAN;
}

/* The last of the entries that begins at or before `logical`; -1: none. Both kinds of
 * entries begin with that block.
 */
static int find(const struct ext3_extent_header *header, uint32_t logical)
{
	const struct ext3_extent *entries = (const void *)(header + 1);
	int low = 0, high = header->eh_entries;

	while (low < high) {
		int middle = (low + high) / 2;

		if (entries[middle].ee_block <= logical)
			low = middle + 1;
		else
			high = middle;
	}
	return low - 1;
}

static int find_in_leaf(struct ext4 *ext4,
			const struct ext3_extent_header *header,
			uint64_t logical, uint64_t end, struct ext4_run *run)
{
	const struct ext3_extent *extents = (const void *)(header + 1);
	int at = find(header, (uint32_t)logical);

	run->logical = logical;
	run->physical = 0;
	run->unwritten = false;
	if (at >= 0) {
		const struct ext3_extent *extent = &extents[at];
		uint64_t physical = extent->ee_start |
				    (uint64_t)extent->ee_start_hi << 32;
		uint32_t length = extent->ee_len;
		uint64_t into = logical - extent->ee_block;

		if (length > EXT_INIT_MAX_LEN) {
			length -= EXT_INIT_MAX_LEN;
			run->unwritten = true;
		}
		if (length == 0 || !is_on_disk(ext4, physical, length))
			return -EUCLEAN;
		if (into < length) {
			run->physical = physical + into;
			run->count = length - into;
			return 0;
		}
		run->unwritten = false;
	}
	if (at + 1 < header->eh_entries)
		end = extents[at + 1].ee_block;
	if (end <= logical)
		return -EUCLEAN;
	run->count = end - logical;
	return 0;
}

static int map_extents(struct ext4_node *node, uint64_t logical,
		       struct ext4_run *run)
{
	struct ext4 *ext4 = ext4_of(node);
	const struct ext3_extent_header *header =
		(const void *)node->raw.i_block;
	size_t bytes = sizeof(node->raw.i_block);
	unsigned int depth = header->eh_depth;
	uint64_t end = 1ull << 32;
	struct uk_block *block = NULL;
	int error = depth <= EXTENT_DEPTH_MOST ? 0 : -EUCLEAN;

	for (; !error; depth--) {
		const struct ext3_extent_idx *indices;
		struct uk_block *child;
		int at;

		error = check_header(header, bytes, depth);
		if (error)
			break;
		if (depth == 0) {
			error = find_in_leaf(ext4, header, logical, end, run);
			break;
		}
		indices = (const void *)(header + 1);
		at = find(header, (uint32_t)logical);
		if (at + 1 < header->eh_entries)
			end = indices[at + 1].ei_block;
		if (at < 0) { /* before the first: nothing is there */
			*run = (struct ext4_run){ .logical = logical,
						  .count = end - logical };
			break;
		}
		error = ext4_get_block(
			ext4,
			indices[at].ei_leaf |
				(uint64_t)indices[at].ei_leaf_hi << 32,
			&child);
		if (error)
			break;
		if (block)
			uk_block_put(block);
		block = child;
		header = block->data;
		bytes = ext4_block_size(ext4);
		error = check_header(header, bytes, depth - 1);
		if (!error && !ext4_extent_checksum_is_right(node, header))
			error = -EUCLEAN;
	}
	if (block)
		uk_block_put(block);
	return error;
}

/* ---- the block map ---- */

/* The run that begins with entry `at` of a table of `count` entries */
static int run_of_table(struct ext4 *ext4, const uint32_t *table, uint32_t at,
			uint32_t count, struct ext4_run *run)
{
	uint32_t length = 1;

	run->physical = table[at];
	run->unwritten = false;
	while (at + length < count &&
	       table[at + length] == (table[at] ? table[at] + length : 0))
		length++;
	run->count = length;
	return table[at] == 0 || is_on_disk(ext4, table[at], length) ?
		       0 :
		       -EUCLEAN;
}

static int map_blocks(struct ext4_node *node, uint64_t logical,
		      struct ext4_run *run)
{
	struct ext4 *ext4 = ext4_of(node);
	unsigned int bits = ext4->block_bits - 2; /* of entries in a block */
	uint64_t rest = logical - DIRECT;
	unsigned int level = 1;
	uint64_t number;

	run->logical = logical;
	if (logical < DIRECT)
		return run_of_table(ext4, node->raw.i_block, (uint32_t)logical,
				    DIRECT, run);
	for (; level <= 3 && rest >> level * bits; level++)
		rest -= 1ull << level * bits;
	if (level > 3)
		return -EFBIG;
	number = node->raw.i_block[DIRECT + level - 1];
	for (;; level--) {
		uint64_t each = 1ull << (level - 1) * bits;
		uint32_t at = (uint32_t)(rest / each);
		struct uk_block *block;
		const uint32_t *table;
		int error;

		if (number == 0) { /* all that this block would lead to */
			run->physical = 0;
			run->unwritten = false;
			run->count = (1ull << level * bits) - rest;
			return 0;
		}
		error = is_on_disk(ext4, number, 1) ?
				ext4_get_block(ext4, number, &block) :
				-EUCLEAN;
		if (error)
			return error;
		table = block->data;
		if (level == 1) {
			error = run_of_table(ext4, table, at, 1u << bits, run);
			uk_block_put(block);
			return error;
		}
		number = table[at];
		rest -= at * each;
		uk_block_put(block);
	}
}

int ext4_map(struct ext4_node *node, uint64_t logical, struct ext4_run *run)
{
	int error;

	if (logical - node->run.logical < node->run.count) {
		uint64_t into = logical - node->run.logical;

		*run = node->run;
		run->logical += into;
		run->count -= into;
		run->physical += run->physical ? into : 0;
		return 0;
	}
	if (logical >= 1ull << 32)
		return -EFBIG;
	error = node->raw.i_flags & EXT4_EXTENTS_FL ?
			map_extents(node, logical, run) :
			map_blocks(node, logical, run);
	if (error)
		return ext4_damaged(ext4_of(node), node->vnode.inode, error);
	node->run = *run;
	return 0;
}
