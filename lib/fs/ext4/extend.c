/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Blocks for a file: a run of free ones goes into the tree of extents as one extent, or
 * lengthens the one before it. What was allocated unwritten becomes written when
 * data comes, which may cut an extent into three. The tree itself is changed by
 * libext2fs.
 */
#include "ext4.h"

/* Linux's bounds of one extent's length (ext4_extents.h) */
#define WRITTEN_MOST 32768u
#define UNWRITTEN_MOST 32767u

struct tree {
	ext2_extent_handle_t handle;
	struct ext2fs_extent extent; /* that was found, or the one before */
	bool found;
};

static int open_tree(struct ext4_node *node, struct tree *tree)
{
	struct ext4 *ext4 = ext4_of(node);

	ext4->node = node;
	return ext4_error(ext2fs_extent_open2(&ext4->fs,
					      (ext2_ino_t)node->vnode.inode,
					      ext4_raw(node), &tree->handle));
}

/* The extent of `logical`, or the last before it, or the first of all; not `found`: the
 * tree is empty.
 */
static int go_to(struct tree *tree, uint64_t logical)
{
	errcode_t error = ext2fs_extent_goto(tree->handle, logical);

	if (error && error != EXT2_ET_EXTENT_NOT_FOUND)
		return ext4_error(error);
	error = ext2fs_extent_get(tree->handle, EXT2_EXTENT_CURRENT,
				  &tree->extent);
	tree->found = !error;
	return error == EXT2_ET_NO_CURRENT_NODE ? 0 : ext4_error(error);
}

static int replace(struct tree *tree, const struct ext2fs_extent *extent)
{
	struct ext2fs_extent copy = *extent;
	errcode_t error = ext2fs_extent_replace(tree->handle, 0, &copy);

	if (!error)
		error = ext2fs_extent_fix_parents(tree->handle);
	return ext4_error(error);
}

static int insert(struct tree *tree, bool after,
		  const struct ext2fs_extent *extent)
{
	struct ext2fs_extent copy = *extent;
	errcode_t error = ext2fs_extent_insert(
		tree->handle, after ? EXT2_EXTENT_INSERT_AFTER : 0, &copy);

	if (!error)
		error = ext2fs_extent_fix_parents(tree->handle);
	return ext4_error(error);
}

static bool is_unwritten(const struct ext2fs_extent *extent)
{
	return extent->e_flags & EXT2_EXTENT_FLAGS_UNINIT;
}

static uint32_t length_most(const struct ext2fs_extent *extent)
{
	return is_unwritten(extent) ? UNWRITTEN_MOST : WRITTEN_MOST;
}

/* Whether `next` goes on where `extent` ends, and both may be one */
static bool may_join(const struct ext2fs_extent *extent,
		     const struct ext2fs_extent *next)
{
	return extent->e_lblk + extent->e_len == next->e_lblk &&
	       extent->e_pblk + extent->e_len == next->e_pblk &&
	       is_unwritten(extent) == is_unwritten(next) &&
	       extent->e_len + next->e_len <= length_most(extent);
}

/* Where nothing is yet */
static int add(struct tree *tree, const struct ext2fs_extent *new)
{
	int error = go_to(tree, new->e_lblk);

	if (error)
		return error;
	if (tree->found && may_join(&tree->extent, new)) {
		tree->extent.e_len += new->e_len;
		return replace(tree, &tree->extent);
	}
	return insert(tree, tree->found && tree->extent.e_lblk < new->e_lblk,
		      new);
}

static int add_extent(struct ext4_node *node, const struct ext4_run *run)
{
	struct ext2fs_extent new = {
		.e_lblk = run->logical,
		.e_pblk = run->physical,
		.e_len = (uint32_t)run->count,
		.e_flags = EXT2_EXTENT_FLAGS_LEAF |
			   (run->unwritten ? EXT2_EXTENT_FLAGS_UNINIT : 0),
	};
	struct tree tree;
	int error = open_tree(node, &tree);

	if (error)
		return error;
	error = add(&tree, &new);
	ext2fs_extent_free(tree.handle);
	return error;
}

static int add_to_map(struct ext4_node *node, const struct ext4_run *run)
{
	struct ext4 *ext4 = ext4_of(node);

	ext4->node = node;
	for (uint64_t i = 0; i < run->count; i++) {
		blk64_t physical = run->physical + i;
		errcode_t error = ext2fs_bmap2(
			&ext4->fs, (ext2_ino_t)node->vnode.inode,
			ext4_raw(node), NULL, BMAP_SET | BMAP_ALLOC,
			run->logical + i, NULL, &physical);

		if (error)
			return ext4_error(error);
	}
	return 0;
}

/* Right behind the block before it, if there is one */
static uint64_t goal_of(struct ext4_node *node, uint64_t logical)
{
	struct ext4_run run;

	if (logical && !ext4_map(node, logical - 1, &run) && run.physical)
		return run.physical + 1;
	return ext4_goal(node);
}

int ext4_extend(struct ext4_node *node, uint64_t logical, uint64_t count,
		bool unwritten, struct ext4_run *run)
{
	struct ext4 *ext4 = ext4_of(node);
	int error;

	if (logical + count > UINT32_MAX)
		return -EFBIG;
	run->logical = logical;
	run->unwritten = unwritten;
	error = ext4_blocks_new(ext4, goal_of(node, logical),
				UK_MIN(count, (uint64_t)UNWRITTEN_MOST),
				&run->physical, &run->count);
	if (error)
		return error;
	error = node->raw.i_flags & EXT4_EXTENTS_FL ? add_extent(node, run) :
						      add_to_map(node, run);
	node->run = *run;
	if (!error)
		error = ext4_error(ext2fs_iblk_add_blocks(
			&ext4->fs, ext4_raw(node), run->count));
	if (error)
		node->run.count = 0;
	ext4_node_changed(node);
	return error;
}

/* ---- unwritten to written ---- */

/* [logical, logical + count) is the first part of an unwritten extent: it may go to the written
 * one before. 1: it did.
 */
static int move_to_previous(struct tree *tree,
			    const struct ext2fs_extent *written)
{
	struct ext2fs_extent rest = tree->extent, previous;
	int error;

	if (written->e_lblk == 0)
		return 0;
	error = go_to(tree, written->e_lblk - 1);
	if (error)
		return error;
	previous = tree->extent;
	if (!tree->found || !may_join(&previous, written))
		return 0;
	error = go_to(tree, written->e_lblk);
	if (error)
		return error;
	if (rest.e_len == written->e_len) {
		errcode_t code = ext2fs_extent_delete(tree->handle, 0);

		if (!code)
			code = ext2fs_extent_fix_parents(tree->handle);
		error = code == EXT2_ET_NO_CURRENT_NODE ? 0 : ext4_error(code);
	} else {
		rest.e_lblk += written->e_len;
		rest.e_pblk += written->e_len;
		rest.e_len -= written->e_len;
		error = replace(tree, &rest);
	}
	if (!error)
		error = go_to(tree, previous.e_lblk);
	if (error)
		return error;
	previous.e_len += written->e_len;
	error = replace(tree, &previous);
	return error ? error : 1;
}

/* Cuts the extent into what lies before, in and behind `written`. */
static int cut(struct tree *tree, const struct ext2fs_extent *written)
{
	struct ext2fs_extent before = tree->extent, behind = tree->extent;
	uint32_t into = (uint32_t)(written->e_lblk - before.e_lblk);
	int error;

	behind.e_len -= into + written->e_len;
	behind.e_lblk = written->e_lblk + written->e_len;
	behind.e_pblk = written->e_pblk + written->e_len;
	before.e_len = into;
	if (into) {
		error = replace(tree, &before);
		if (!error)
			error = insert(tree, true, written);
	} else {
		error = replace(tree, written);
	}
	if (error || behind.e_len == 0)
		return error;
	error = go_to(tree, written->e_lblk);
	return error ? error : insert(tree, true, &behind);
}

int ext4_extend_written(struct ext4_node *node, uint64_t logical,
			uint64_t count)
{
	struct ext2fs_extent written;
	struct tree tree;
	int error = open_tree(node, &tree);

	if (error)
		return error;
	node->run.count = 0;
	error = go_to(&tree, logical);
	if (!error && (!tree.found || !is_unwritten(&tree.extent) ||
		       logical < tree.extent.e_lblk ||
		       logical + count >
			       tree.extent.e_lblk + tree.extent.e_len))
		error = -EUCLEAN;
	if (!error) {
		bool first = logical == tree.extent.e_lblk;

		written = tree.extent;
		written.e_pblk += logical - written.e_lblk;
		written.e_lblk = logical;
		written.e_len = (uint32_t)count;
		written.e_flags &= ~(uint32_t)EXT2_EXTENT_FLAGS_UNINIT;
		error = first ? move_to_previous(&tree, &written) : 0;
		if (error == 0) {
			error = go_to(&tree, logical);
			if (!error)
				error = cut(&tree, &written);
		}
	}
	ext2fs_extent_free(tree.handle);
	ext4_node_changed(node);
	return error < 0 ? error : 0;
}
