/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Orphans: inodes without a name that are still in use, and files that are being cut.
 * They are a list on the disk, from s_last_orphan through each one's i_dtime
 * (Documentation/filesystems/ext4, "Orphan file" tells both ways). After a power cut the next
 * mount, ours or Linux's, or e2fsck, finishes what was begun. Linux may have used
 * the other way, the orphan file: it is emptied at mount.
 */
#include "ext4.h"

static struct ext4_node *next_of(struct ext4 *ext4, struct uk_list_head *link)
{
	return link == &ext4->orphans ?
		       NULL :
		       uk_list_entry(link, struct ext4_node, orphan_link);
}

/* In an operation */
void ext4_orphan_add(struct ext4_node *node)
{
	struct ext4 *ext4 = ext4_of(node);

	if (!uk_list_empty(&node->orphan_link))
		return;
	node->raw.i_dtime = ext4->fs.super->s_last_orphan;
	ext4->fs.super->s_last_orphan = (uint32_t)node->vnode.inode;
	uk_list_add(&node->orphan_link, &ext4->orphans);
	ext2fs_mark_super_dirty(&ext4->fs);
	ext4_node_changed(node);
}

void ext4_orphan_remove(struct ext4_node *node)
{
	struct ext4 *ext4 = ext4_of(node);
	struct ext4_node *before;

	if (uk_list_empty(&node->orphan_link))
		return;
	before = next_of(ext4, node->orphan_link.prev);
	if (before) {
		before->raw.i_dtime = node->raw.i_dtime;
		ext4_node_changed(before);
	} else {
		ext4->fs.super->s_last_orphan = node->raw.i_dtime;
		ext2fs_mark_super_dirty(&ext4->fs);
	}
	node->raw.i_dtime = 0;
	uk_list_del(&node->orphan_link);
	ext4_node_changed(node);
}

/* ---- at mount ---- */

static bool is_in_use(struct ext4 *ext4, uint32_t inode)
{
	bool used;

	if (inode < EXT2_FIRST_INODE(ext4->fs.super) ||
	    inode > ext4->fs.super->s_inodes_count)
		return false;
	ext4_lock(&ext4->lock);
	ext4->error = 0;
	used = ext2fs_test_inode_bitmap2(ext4->fs.inode_map, inode) &&
	       !ext4->error;
	ext4_unlock(&ext4->lock);
	return used;
}

static int finish(struct ext4 *ext4, uint32_t inode, bool listed)
{
	struct ext4_node *node;
	int error;

	if (!is_in_use(ext4, inode))
		return -EUCLEAN;
	ext4_lock(&ext4->lock);
	error = ext4_node_get(ext4, inode, &node);
	ext4_unlock(&ext4->lock);
	if (error)
		return error;
	if (listed)
		uk_list_add(&node->orphan_link, &ext4->orphans);
	if (node->raw.i_links_count == 0) /* its release deletes it */
		uk_vnode_put(&node->vnode);
	else if ((node->vnode.mode & UK_S_IFMT) == UK_S_IFREG) {
		error = ext4_cut_rest(node);
		uk_vnode_put(&node->vnode);
	} else {
		uk_list_del(&node->orphan_link);
		uk_vnode_put(&node->vnode);
		return -EUCLEAN;
	}
	return ext4->failed ? -EIO : error;
}

static int finish_list(struct ext4 *ext4, unsigned int *count)
{
	uint32_t inode;

	while ((inode = ext4->fs.super->s_last_orphan)) {
		int error = finish(ext4, inode, true);

		if (error)
			return error;
		/* Each one takes itself off the list, so it ends. */
		if (ext4->fs.super->s_last_orphan == inode)
			return -EUCLEAN;
		++*count;
	}
	return 0;
}

/* One block of the orphan file: inode numbers, 0 for none */
static int finish_block(struct ext4 *ext4, struct ext4_node *file,
			struct uk_block *block, unsigned int *count)
{
	uint32_t *inodes = block->data;
	struct ext4_orphan_block_tail *tail =
		ext2fs_orphan_block_tail(&ext4->fs, block->data);

	if (tail->ob_magic != EXT4_ORPHAN_BLOCK_MAGIC)
		return -EUCLEAN;
	ext4->node = file;
	if (!ext2fs_orphan_file_block_csum_verify(
		    &ext4->fs, (ext2_ino_t)file->vnode.inode, block->number,
		    block->data))
		return -EUCLEAN;
	for (int i = 0; i < ext2fs_inodes_per_orphan_block(&ext4->fs); i++) {
		int error;

		if (inodes[i] == 0)
			continue;
		error = finish(ext4, inodes[i], false);
		if (!error)
			error = ext4_begin(ext4, 0);
		if (error)
			return error;
		error = ext4_change(ext4, block);
		inodes[i] = 0;
		ext4->node = file;
		ext2fs_orphan_file_block_csum_set(
			&ext4->fs, (ext2_ino_t)file->vnode.inode,
			block->number, block->data);
		error = ext4_end(ext4, error);
		if (error)
			return error;
		++*count;
	}
	return 0;
}

static int finish_file(struct ext4 *ext4, unsigned int *count)
{
	struct ext4_node *file;
	uint64_t blocks;
	int error;

	ext4_lock(&ext4->lock);
	error = ext4_node_get(ext4, ext4->fs.super->s_orphan_file_inum, &file);
	ext4_unlock(&ext4->lock);
	if (error)
		return error;
	blocks = (uint64_t)file->vnode.size >> ext4->block_bits;
	for (uint64_t i = 0; !error && i < blocks; i++) {
		struct ext4_run run;
		struct uk_block *block;

		error = ext4_map(file, i, &run);
		if (!error && run.physical == 0)
			error = -EUCLEAN;
		if (!error)
			error = ext4_get_block(ext4, run.physical, &block);
		if (error)
			break;
		error = finish_block(ext4, file, block, count);
		uk_block_put(block);
	}
	uk_vnode_put(&file->vnode);
	if (!error)
		error = ext4_begin(ext4, 0);
	if (error)
		return error;
	ext2fs_clear_feature_orphan_present(ext4->fs.super);
	ext2fs_mark_super_dirty(&ext4->fs);
	return ext4_end(ext4, 0);
}

int ext4_orphans_process(struct ext4 *ext4)
{
	unsigned int count = 0;
	int error = finish_list(ext4, &count);

	if (!error && ext2fs_has_feature_orphan_present(ext4->fs.super))
		error = finish_file(ext4, &count);
	if (error)
		uk_pr_err("%s: the list of orphans is damaged: run e2fsck\n",
			  ext4->mount->source);
	else if (count)
		uk_pr_info("%s: finished %u removals that a power cut had "
			   "interrupted\n",
			   ext4->mount->source, count);
	return error;
}
