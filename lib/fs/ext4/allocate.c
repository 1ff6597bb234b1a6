/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Choosing free blocks and inodes. A block that was freed stays out of use until
 * that is on the disk: were it given to another file before, a power cut could bring back the
 * old file with the new one's content.
 */
#include "ext4.h"

/* The first bit of [from, to) that is set in one of both maps, or clear in both; `to`: none */
uint32_t ext4_find_bit(const uint64_t *used, const uint64_t *freed,
		       uint32_t from, uint32_t to, bool set)
{
	while (from < to) {
		uint64_t word = used[from / 64] | (freed ? freed[from / 64] : 0);

		word = (set ? word : ~word) >> from % 64;
		if (word)
			return UK_MIN(to,
				      from + (uint32_t)__builtin_ctzll(word));
		from = UK_ALIGN_DOWN(from, 64u) + 64;
	}
	return to;
}

static uint32_t free_in(struct ext4 *ext4, uint32_t group)
{
	const struct ext4_group *state = &ext4->groups[group];
	uint32_t free = ext2fs_bg_free_blocks_count(&ext4->fs, group);

	if (state->freed_unknown || free < state->freed_count)
		return 0;
	return free - state->freed_count;
}

/* Free blocks of [from, to) in `group`, numbered from its first */
static int find_in(struct ext4 *ext4, uint32_t group, uint32_t from,
		   uint64_t want, uint64_t *first, uint64_t *count)
{
	uint64_t start = ext2fs_group_first_block2(&ext4->fs, group);
	uint32_t to = (uint32_t)(ext2fs_group_last_block2(&ext4->fs, group) -
				 start + 1);
	const struct ext4_group *state = &ext4->groups[group];
	uint32_t free = free_in(ext4, group);
	const uint64_t *used;
	uint32_t bit;
	int error;

	if (free == 0)
		return -ENOSPC;
	error = ext4_bitmap_get(&ext4->block_bitmap, group);
	if (error)
		return error;
	used = ext4->block_bitmap.block->data;
	bit = ext4_find_bit(used, state->freed, from, to, false);
	if (bit == to)
		return -ENOSPC;
	*first = start + bit;
	want = UK_MIN(want, (uint64_t)UK_MIN(free, to - bit));
	*count = ext4_find_bit(used, state->freed, bit, bit + (uint32_t)want,
			       true) -
		 bit;
	return 0;
}

static int find(struct ext4 *ext4, uint64_t goal, uint64_t want,
		uint64_t *first, uint64_t *count)
{
	uint32_t groups = ext4->fs.group_desc_count;
	uint32_t group, from;

	if (goal < ext4->fs.super->s_first_data_block ||
	    goal >= ext2fs_blocks_count(ext4->fs.super))
		goal = ext4->fs.super->s_first_data_block;
	group = ext2fs_group_of_blk2(&ext4->fs, goal);
	from = (uint32_t)(goal - ext2fs_group_first_block2(&ext4->fs, group));
	/* The goal's group again at the end: what lies before the goal */
	for (uint32_t i = 0; i <= groups; i++) {
		int error = find_in(ext4, group, from, want, first, count);

		if (error != -ENOSPC)
			return error;
		from = 0;
		if (++group == groups)
			group = 0;
	}
	return -ENOSPC;
}

int ext4_blocks_new(struct ext4 *ext4, uint64_t goal, uint64_t want,
		    uint64_t *first, uint64_t *count)
{
	int error = find(ext4, goal, want, first, count);

	if (error)
		return error;
	ext2fs_block_alloc_stats_range(&ext4->fs, *first, (blk_t)*count, 1);
	return ext4->error;
}

/* ---- as libext2fs asks for them ---- */

static errcode_t new_block(ext2_filsys fs, blk64_t goal, blk64_t *number,
			   struct blk_alloc_ctx *context)
{
	uint64_t first, count;
	int error = find(fs->priv_data, goal, 1, &first, &count);

	(void)context;
	if (error)
		return error == -ENOSPC ? EXT2_ET_BLOCK_ALLOC_FAIL : -error;
	*number = first;
	return 0;
}

static errcode_t new_range(ext2_filsys fs, int flags, blk64_t goal,
			   blk64_t want, blk64_t *number, blk64_t *found)
{
	uint64_t first, count;
	int error = find(fs->priv_data, goal, want, &first, &count);

	if (error && error != -ENOSPC)
		return -error;
	if (error || (flags & EXT2_NEWRANGE_FIXED_GOAL && first != goal) ||
	    (flags & EXT2_NEWRANGE_MIN_LENGTH && count < want))
		return EXT2_ET_BLOCK_ALLOC_FAIL;
	*number = first;
	*found = count;
	return 0;
}

void ext4_allocate_init(struct ext4 *ext4)
{
	ext4->fs.get_alloc_block2 = new_block;
	ext4->fs.new_range = new_range;
}

/* ---- freeing ---- */

static void note_freed(struct ext4 *ext4, uint32_t group, uint32_t first,
		       uint32_t count)
{
	struct ext4_group *state = &ext4->groups[group];

	state->freed_round = EXT4_NOW;
	if (!state->freed)
		state->freed = uk_calloc(uk_alloc_default(), 1,
					 ext4_block_size(ext4));
	if (!state->freed) {
		state->freed_unknown = true;
		return;
	}
	for (uint32_t bit = first; bit < first + count; bit++)
		state->freed[bit / 64] |= 1ull << bit % 64;
	state->freed_count += count;
	ext4->freed_blocks += count;
}

void ext4_freed(struct ext4 *ext4, uint64_t first, uint64_t count,
		bool metadata)
{
	/* An old copy in the journal must not be replayed over what comes there. */
	for (uint64_t i = 0; metadata && ext4->journal && i < count; i++) {
		int error = uk_journal_revoke(ext4->journal, first + i);

		if (error && !ext4->error)
			ext4->error = error;
	}
	if (!metadata || !ext4->journal)
		uk_blockcache_forget(ext4->cache, first, count);
	if (!ext4->journal)
		return;
	while (count) {
		uint32_t group = ext2fs_group_of_blk2(&ext4->fs, first);
		uint64_t start = ext2fs_group_first_block2(&ext4->fs, group);
		uint64_t last = ext2fs_group_last_block2(&ext4->fs, group);
		uint64_t now = UK_MIN(count, last - first + 1);

		note_freed(ext4, group, (uint32_t)(first - start),
			   (uint32_t)now);
		first += now;
		count -= now;
	}
}

void ext4_blocks_free(struct ext4 *ext4, uint64_t first, uint64_t count,
		      bool metadata)
{
	/* Its one-block sibling says metadata to our bitmap.c. */
	ext2fs_block_alloc_stats_range(&ext4->fs, first, (blk_t)count, -1);
	ext4_freed(ext4, first, count, metadata);
}

void ext4_freed_release(struct ext4 *ext4)
{
	if (ext4->freed_blocks == 0)
		return;
	for (uint32_t i = 0; i < ext4->fs.group_desc_count; i++) {
		struct ext4_group *state = &ext4->groups[i];

		if (state->freed_round > ext4->committed)
			continue;
		if (ext4->discard)
			ext4_discard_freed(ext4, i);
		ext4->freed_blocks -= state->freed_count;
		state->freed_count = 0;
		state->freed_unknown = false;
		uk_free(uk_alloc_default(), state->freed);
		state->freed = NULL;
	}
}

/* ---- inodes ---- */

int ext4_inode_new(struct ext4 *ext4, struct ext4_node *dir, bool directory,
		   uint32_t *inode)
{
	uint32_t each = ext4->fs.super->s_inodes_per_group;
	uint32_t group = ((uint32_t)dir->vnode.inode - 1) / each;

	for (uint32_t i = 0; i < ext4->fs.group_desc_count; i++) {
		uint32_t from = 0, bit;
		int error;

		if (i && ++group == ext4->fs.group_desc_count)
			group = 0;
		if (ext2fs_bg_free_inodes_count(&ext4->fs, group) == 0)
			continue;
		error = ext4_bitmap_get(&ext4->inode_bitmap, group);
		if (error)
			return error;
		if (group == 0)
			from = EXT2_FIRST_INODE(ext4->fs.super) - 1;
		bit = ext4_find_bit(ext4->inode_bitmap.block->data, NULL, from,
				    each, false);
		if (bit >= each)
			continue;
		*inode = group * each + bit + 1;
		ext2fs_inode_alloc_stats2(&ext4->fs, *inode, 1, directory);
		return ext4->error;
	}
	return -ENOSPC;
}

/* Where a file's first block should be: where its directory entry's inode is */
uint64_t ext4_goal(struct ext4_node *node)
{
	struct ext4 *ext4 = ext4_of(node);
	uint32_t group = ext2fs_group_of_ino(&ext4->fs,
					     (ext2_ino_t)node->vnode.inode);

	return ext2fs_group_first_block2(&ext4->fs, group);
}
