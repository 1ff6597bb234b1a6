/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files get shorter, or go. A large one takes several operations, and so that a power cut
 * between them leaves nothing behind, it is among the orphans meanwhile: the next
 * mount goes on.
 *
 * Extents are freed here, with libext2fs' calls for the tree: its ext2fs_punch() refuses an
 * extent that ends with the disk's last block (1.47.2).
 */
#include "ext4.h"
#include "port.h"

/* Groups whose bitmap and descriptor one operation may change by freeing data */
#define GROUPS_MOST (EXT4_CREDITS / 4)
/* Blocks of a block map: each costs a revocation, and may lie in another group */
#define MAPPED_MOST (EXT4_CREDITS * 3 / 8)

static uint32_t groups_of(struct ext4 *ext4, uint64_t first, uint64_t count)
{
	return ext2fs_group_of_blk2(&ext4->fs, first + count - 1) -
	       ext2fs_group_of_blk2(&ext4->fs, first) + 1;
}

static bool holds_data(const struct ext4_node *node)
{
	return (node->vnode.mode & UK_S_IFMT) == UK_S_IFREG;
}

/*
 * The extent that has `logical`, or the next one. 0: there is none. libext2fs goes to
 * what is there, but its way from one leaf to the next may lead back to the first.
 */
static int find(struct ext4_node *node, ext2_extent_handle_t handle,
		uint64_t logical, struct ext2fs_extent *extent)
{
	struct ext4_run run = { 0 };
	errcode_t code;

	for (; run.physical == 0; logical = run.logical + run.count) {
		int error;

		if (logical >= 1ull << 32)
			return 0;
		node->run.count = 0;
		error = ext4_map(node, logical, &run);
		if (error)
			return error;
	}
	code = ext2fs_extent_goto(handle, run.logical);
	if (!code)
		code = ext2fs_extent_get(handle, EXT2_EXTENT_CURRENT, extent);
	return code ? ext4_error(code) : 1;
}

static bool is_sound(struct ext4 *ext4, const struct ext2fs_extent *extent)
{
	uint64_t blocks = ext2fs_blocks_count(ext4->fs.super);

	return extent->e_len > 0 &&
	       extent->e_pblk > ext4->fs.super->s_first_data_block &&
	       extent->e_pblk < blocks &&
	       extent->e_len <= blocks - extent->e_pblk;
}

/* Frees what of `extent`, where the handle is, lies at or behind `logical`. */
static int free_extent(struct ext4_node *node, ext2_extent_handle_t handle,
		       struct ext2fs_extent *extent, uint64_t logical)
{
	struct ext4 *ext4 = ext4_of(node);
	uint64_t keep = logical > extent->e_lblk ? logical - extent->e_lblk : 0;
	uint64_t first = extent->e_pblk + keep, count = extent->e_len - keep;
	errcode_t error;

	if (keep) {
		extent->e_len = (uint32_t)keep;
		error = ext2fs_extent_replace(handle, 0, extent);
	} else {
		error = ext2fs_extent_delete(handle, 0);
		if (!error)
			error = ext2fs_extent_fix_parents(handle);
		if (error == EXT2_ET_NO_CURRENT_NODE)
			error = 0;
	}
	if (error)
		return ext4_error(error);
	ext4_blocks_free(ext4, first, count, !holds_data(node));
	return ext4_error(ext2fs_iblk_sub_blocks(&ext4->fs, ext4_raw(node),
						 count));
}

static int shrink_extents(struct ext4_node *node, uint64_t logical)
{
	struct ext4 *ext4 = ext4_of(node);
	ext2_extent_handle_t handle;
	uint32_t groups = 0;
	errcode_t code = ext2fs_extent_open2(&ext4->fs,
					     (ext2_ino_t)node->vnode.inode,
					     ext4_raw(node), &handle);
	int more = 1;

	if (code)
		return ext4_error(code);
	for (unsigned int i = 0; i < EXT4_FREE_RUNS && more == 1; i++) {
		struct ext2fs_extent extent;
		int error;

		more = find(node, handle, logical, &extent);
		if (more != 1)
			break;
		if (!is_sound(ext4, &extent)) {
			more = -EUCLEAN;
			break;
		}
		groups += groups_of(ext4, extent.e_pblk, extent.e_len);
		if (i && groups > GROUPS_MOST)
			break;
		error = free_extent(node, handle, &extent, logical);
		if (error)
			more = error;
	}
	ext2fs_extent_free(handle);
	node->run.count = 0;
	return more;
}

/* The last block that block `number` of a map, `level` above data, leads to; *into adds up */
static int last_below(struct ext4 *ext4, uint64_t number, unsigned int level,
		      uint64_t *into)
{
	unsigned int bits = ext4->block_bits - 2;

	for (; level > 0; level--) {
		uint32_t at = (1u << bits) - 1;
		struct uk_block *block;
		const uint32_t *table;
		int error = ext4_get_block(ext4, number, &block);

		if (error)
			return error;
		table = block->data;
		while (at && table[at] == 0)
			at--;
		number = table[at];
		*into += (uint64_t)at << (level - 1) * bits;
		uk_block_put(block);
		if (number == 0)
			break; /* an empty block of the map goes too */
	}
	return 0;
}

/* 1 with the file's last block; 0: it has none */
static int find_last(struct ext4_node *node, uint64_t *logical)
{
	struct ext4 *ext4 = ext4_of(node);
	unsigned int bits = ext4->block_bits - 2;
	const uint32_t *table = node->raw.i_block;
	int error;

	for (unsigned int level = 3; level > 0; level--) {
		uint64_t number = table[EXT2_NDIR_BLOCKS + level - 1];

		if (number == 0)
			continue;
		*logical = EXT2_NDIR_BLOCKS;
		for (unsigned int i = 1; i < level; i++)
			*logical += 1ull << i * bits;
		error = last_below(ext4, number, level, logical);
		return error ? error : 1;
	}
	for (*logical = EXT2_NDIR_BLOCKS; (*logical)--;)
		if (table[*logical])
			return 1;
	return 0;
}

/*
 * From the end backwards: asked to free a part in the middle, ext2fs_punch() leaves some of it
 * behind (1.47.2). It takes data for metadata, so each block costs a revocation.
 */
static int shrink_map(struct ext4_node *node, uint64_t logical)
{
	struct ext4 *ext4 = ext4_of(node);
	uint64_t last;
	int error = find_last(node, &last);

	if (error <= 0)
		return error;
	if (last < logical)
		return 0;
	if (last - logical >= MAPPED_MOST)
		logical = last - MAPPED_MOST + 1;
	error = ext4_error(ext2fs_punch(&ext4->fs,
					(ext2_ino_t)node->vnode.inode,
					ext4_raw(node), NULL, logical, ~0ull));
	return error ? error : 1;
}

static int shrink_step(struct ext4_node *node, uint64_t logical)
{
	struct ext4 *ext4 = ext4_of(node);
	int more;

	node->run.count = 0;
	ext4->node = node;
	more = node->raw.i_flags & EXT4_EXTENTS_FL ?
		       shrink_extents(node, logical) :
		       shrink_map(node, logical);
	ext4_node_changed(node);
	return ext4->error ? ext4->error : more;
}

/* Frees all from block `logical` on, of an orphan. An operation runs, and one does
 * afterwards, unless this fails.
 */
int ext4_shrink(struct ext4_node *node, uint64_t logical)
{
	struct ext4 *ext4 = ext4_of(node);

	for (;;) {
		int more = shrink_step(node, logical);

		if (more == 0)
			return 0;
		more = ext4_end(ext4, UK_MIN(more, 0));
		if (!more)
			more = ext4_begin_due(ext4);
		if (more)
			return more;
	}
}

static bool is_mapped(struct ext4_node *node)
{
	switch (node->vnode.mode & UK_S_IFMT) {
	case UK_S_IFREG:
	case UK_S_IFDIR:
		return true;
	case UK_S_IFLNK:
		return !ext2fs_is_fast_symlink(ext4_raw(node));
	default:
		return false;
	}
}

/* In an operation: the inode's number is free. */
static int forget_inode(struct ext4_node *node)
{
	struct ext4 *ext4 = ext4_of(node);
	bool directory = uk_vnode_is_directory(&node->vnode);
	int error = ext4_attributes_release(node);

	if (error)
		return error;
	ext4_orphan_remove(node);
	ext2fs_inode_size_set(&ext4->fs, ext4_raw(node), 0);
	node->raw.i_dtime = (uint32_t)ext4_time(NULL);
	ext2fs_inode_alloc_stats2(&ext4->fs, (ext2_ino_t)node->vnode.inode, -1,
				  directory);
	ext4_node_changed(node);
	return ext4->error;
}

/* It has no name and no owner any more, and is an orphan. */
int ext4_node_delete(struct ext4_node *node)
{
	struct ext4 *ext4 = ext4_of(node);
	int error = ext4_begin_due(ext4);

	if (error)
		return error;
	if (is_mapped(node))
		error = ext4_shrink(node, 0);
	return error ? error : ext4_end(ext4, forget_inode(node));
}
