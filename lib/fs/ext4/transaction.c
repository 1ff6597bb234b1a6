/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Operations: what changes metadata does so between ext4_begin() and ext4_end(), and
 * reaches the disk whole or not at all. libext2fs cannot take back what it
 * has done, so space is asked for before, and an operation that fails half way
 * makes the file system read-only: what was committed is right.
 */
#include "ext4.h"

/* Blocks that may be used. */
uint64_t ext4_space(const struct ext4 *ext4)
{
	uint64_t free = ext2fs_free_blocks_count(ext4->fs.super);

	return free > ext4->freed_blocks ? free - ext4->freed_blocks : 0;
}

int ext4_begin(struct ext4 *ext4, uint64_t space)
{
	int error;

	ext4_due_poll(ext4);
	for (bool again = false;; again = true) {
		ext4_lock(&ext4->lock);
		error = ext4->read_only			 ? -EROFS :
			space > ext4_space(ext4)	 ? -ENOSPC :
							   0;
		if (!error)
			break;
		ext4_unlock(&ext4->lock);
		if (error == -EROFS || again || ext4->freed_blocks == 0)
			return error;
		/* What was freed can be used after a commit. */
		error = ext4_commit(ext4);
		if (error)
			return error;
	}
	if (ext4->journal) {
		error = uk_journal_begin(ext4->journal, EXT4_CREDITS);
		if (error) {
			if (error != -ENOMEM) {
				ext4_fail(ext4, "the journal", error);
				error = -EROFS;
			}
			ext4_unlock(&ext4->lock);
			return error;
		}
	}
	ext4->error = 0;
	ext4->changed = false;
	ext4->writing = true;
	ext4->operation++;
	return 0;
}

int ext4_begin_due(struct ext4 *ext4)
{
	int error = ext4_begin(ext4, 0);

	if (error == -ENOMEM)
		ext4_fail(ext4, "finishing an operation", error);
	return error;
}

void ext4_node_changed(struct ext4_node *node)
{
	if (!node->dirty) {
		node->dirty = true;
		uk_list_add_tail(&node->dirty_link, &ext4_of(node)->dirty);
	}
}

void ext4_group_changed(struct ext4 *ext4, uint32_t group, bool inodes)
{
	struct ext4_group *state = &ext4->groups[group];

	if (inodes)
		state->inodes_changed = true;
	else
		state->blocks_changed = true;
	if (state->changed)
		return;
	if (ext4->groups_changed_count ==
	    UK_ARRAY_SIZE(ext4->groups_changed)) {
		/* No operation on a sound disk gets here: see shrink.c. */
		if (!ext4->error)
			ext4->error = -EUCLEAN;
		return;
	}
	state->changed = true;
	ext4->groups_changed[ext4->groups_changed_count++] = group;
}

/* Everything that the operation changed in memory goes to its block. */
static int finish(struct ext4 *ext4)
{
	struct uk_list_head *link;
	int error = 0;

	uk_list_for_each(link, &ext4->dirty) {
		error = ext4_node_store(uk_list_entry(link, struct ext4_node,
						      dirty_link));
		if (error)
			return error;
	}
	for (uint32_t i = 0; i < ext4->groups_changed_count; i++) {
		uint32_t group = ext4->groups_changed[i];

		error = ext4_bitmap_finish(ext4, group);
		if (!error)
			error = ext4_write_group(ext4, group);
		if (error)
			return error;
	}
	if (ext4->fs.flags & EXT2_FLAG_DIRTY || ext4->error_waits) {
		ext4->error_waits = false;
		error = ext4_write_super(ext4);
	}
	return error ? error : ext4->error;
}

/* It is of this round. Nothing sleeps between here and the journal's end. */
static void date(struct ext4 *ext4)
{
	struct ext4_node *node;

	while ((node = uk_list_first(&ext4->dirty, struct ext4_node,
				     dirty_link))) {
		uk_list_del(&node->dirty_link);
		node->dirty = false;
		node->round = ext4->round;
	}
	for (uint32_t i = 0; i < ext4->groups_changed_count; i++) {
		struct ext4_group *state =
			&ext4->groups[ext4->groups_changed[i]];

		state->changed = false;
		if (state->freed_round == EXT4_NOW)
			state->freed_round = ext4->round;
	}
	ext4->groups_changed_count = 0;
	ext4->fs.flags &= ~EXT2_FLAG_DIRTY;
}

int ext4_end(struct ext4 *ext4, int error)
{
	if (!error)
		error = ext4->error;
	if (!error)
		error = finish(ext4);
	if (error && ext4->changed)
		ext4_fail(ext4, "an operation", error);
	else if (error && error == ext4->error)
		ext4_damaged(ext4, 0, error);
	if (ext4->changed)
		ext4_changed(ext4);
	date(ext4);
	ext4->writing = false;
	ext4->node = NULL;
	if (ext4->journal)
		uk_journal_end(ext4->journal);
	ext4_unlock(&ext4->lock);
	return error;
}

int ext4_commit(struct ext4 *ext4)
{
	/* What ends from now on is of the next round. */
	uint64_t round = ext4->round++;
	int error;

	if (ext4->read_only)
		return ext4->failed ? -EROFS : 0;
	if (uk_list_empty(&ext4->lazy))
		ext4->due = 0;
	if (ext4->journal) {
		error = uk_journal_commit(ext4->journal);
	} else {
		error = uk_blockcache_write(ext4->cache);
		if (!error)
			error = uk_blockcache_flush(ext4->cache);
	}
	if (error) {
		ext4_fail(ext4, "writing", error);
		return error;
	}
	ext4_lock(&ext4->lock);
	if (round > ext4->committed)
		ext4->committed = round;
	ext4_freed_release(ext4);
	ext4_unlock(&ext4->lock);
	return 0;
}

int ext4_write_back(struct ext4 *ext4)
{
	int error;

	ext4->due = 0;
	if (ext4->failed)
		return -EIO;
	if (ext4->read_only)
		return 0;
	error = ext4_lazy_flush_all(ext4);
	if (!error)
		error = ext4_error_flush(ext4);
	return error ? error : ext4_commit(ext4);
}
