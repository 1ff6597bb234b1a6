/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Inodes in memory. One is read, checked, when a name leads to it, and stored at
 * the end of each operation that changed it. Times, and a size that grew within blocks
 * that were there, may wait for the next fsync or close ("lazy").
 */
#include "ext4.h"

#define SIZE_OF_RAW sizeof(struct ext2_inode_large)

/* The block of the inode table, and where in it */
static int get_slot(struct ext4 *ext4, uint32_t inode, struct uk_block **block,
		    uint32_t *offset)
{
	ext2_filsys fs = &ext4->fs;
	uint32_t group = (inode - 1) / fs->super->s_inodes_per_group;
	uint64_t byte = (uint64_t)((inode - 1) % fs->super->s_inodes_per_group) *
			EXT2_INODE_SIZE(fs->super);

	*offset = (uint32_t)(byte & (ext4_block_size(ext4) - 1));
	return ext4_get_block(ext4,
			      ext2fs_inode_table_loc(fs, group) +
				      (byte >> ext4->block_bits),
			      block);
}

/* Bytes of `raw` that are on the disk: beyond them lie extended attributes. */
static size_t used_of(const struct ext4 *ext4, const struct ext2_inode_large *raw)
{
	if (EXT2_INODE_SIZE(ext4->fs.super) == EXT2_GOOD_OLD_INODE_SIZE)
		return EXT2_GOOD_OLD_INODE_SIZE;
	return UK_MIN(SIZE_OF_RAW,
		      (size_t)EXT2_GOOD_OLD_INODE_SIZE + raw->i_extra_isize);
}

static int check_unsupported(struct ext4 *ext4, uint32_t inode, uint32_t flags)
{
	if (!(flags & (EXT4_INLINE_DATA_FL | EXT4_ENCRYPT_FL |
		       EXT4_CASEFOLD_FL | EXT4_EA_INODE_FL)))
		return 0;
	uk_pr_err("%s: inode %u has inline data, is encrypted or folds case, "
		  "which is not supported\n",
		  ext4->mount->source, inode);
	return -EOPNOTSUPP;
}

/* Nothing of it can lead beyond the disk or our tables. */
static int check(struct ext4 *ext4, uint32_t inode,
		 const struct ext2_inode_large *raw)
{
	uint64_t size = EXT2_I_SIZE(raw);
	uint32_t slot = EXT2_INODE_SIZE(ext4->fs.super);

	if (slot > EXT2_GOOD_OLD_INODE_SIZE &&
	    (raw->i_extra_isize > slot - EXT2_GOOD_OLD_INODE_SIZE ||
	     raw->i_extra_isize % 4))
		return -EUCLEAN;
	switch (raw->i_mode & UK_S_IFMT) {
	case UK_S_IFDIR:
		if (size == 0 || size % ext4_block_size(ext4) ||
		    size >> ext4->block_bits > UINT32_MAX)
			return -EUCLEAN;
		break;
	case UK_S_IFREG:
		if (size > INT64_MAX)
			return -EUCLEAN;
		break;
	case UK_S_IFLNK:
		if (size == 0 || size > ext4_block_size(ext4))
			return -EUCLEAN;
		break;
	case UK_S_IFCHR:
	case UK_S_IFBLK:
	case UK_S_IFIFO:
	case UK_S_IFSOCK:
		break;
	default:
		return -EUCLEAN;
	}
	return check_unsupported(ext4, inode, raw->i_flags);
}

static struct ext4_node *make(struct ext4 *ext4)
{
	struct ext4_node *node =
		uk_calloc(uk_alloc_default(), 1, sizeof(*node));

	(void)ext4;
	if (!node)
		return NULL;
	uk_list_init(&node->dirty_link);
	uk_list_init(&node->lazy_link);
	uk_list_init(&node->orphan_link);
	return node;
}

static void publish(struct ext4 *ext4, struct ext4_node *node, uint32_t inode)
{
	uk_vnode_init(&node->vnode, &ext4_vnode_ops, ext4->mount, inode,
		      node->raw.i_mode);
	node->vnode.size = (int64_t)EXT2_I_SIZE(&node->raw);
	uk_vnode_add(&node->vnode);
}

static int read_raw(struct ext4 *ext4, uint32_t inode,
		    struct ext2_inode_large *raw)
{
	struct uk_block *block;
	struct ext2_inode_large *slot;
	uint32_t offset;
	int error = get_slot(ext4, inode, &block, &offset);

	if (error)
		return error;
	slot = (void *)((char *)block->data + offset);
	if (ext2fs_inode_csum_verify(&ext4->fs, inode, slot)) {
		memcpy(raw, slot, EXT2_GOOD_OLD_INODE_SIZE);
		if (EXT2_INODE_SIZE(ext4->fs.super) > EXT2_GOOD_OLD_INODE_SIZE)
			raw->i_extra_isize = slot->i_extra_isize;
		memcpy(raw, slot, used_of(ext4, raw));
		error = check(ext4, inode, raw);
	} else {
		error = -EUCLEAN;
	}
	uk_block_put(block);
	return error;
}

int ext4_node_get(struct ext4 *ext4, uint32_t inode, struct ext4_node **node)
{
	struct uk_vnode *vnode;
	int error;

	if (inode == 0 || inode > ext4->fs.super->s_inodes_count)
		return -EUCLEAN;
	vnode = uk_vnode_find(ext4->mount, inode);
	if (vnode) {
		*node = ext4_node_of(vnode);
		return 0;
	}
	*node = make(ext4);
	if (!*node)
		return -ENOMEM;
	error = read_raw(ext4, inode, &(*node)->raw);
	if (error) {
		ext4_node_free(*node);
		return ext4_damaged(ext4, inode, error);
	}
	publish(ext4, *node, inode);
	return 0;
}

static bool has_blocks(uint32_t mode)
{
	mode &= UK_S_IFMT;
	return mode == UK_S_IFREG || mode == UK_S_IFDIR || mode == UK_S_IFLNK;
}

/* An inode with one name to come (a directory: with its own "." already), in an operation. */
int ext4_node_new(struct ext4 *ext4, struct ext4_node *dir, uint32_t mode,
		  struct ext4_node **made)
{
	struct ext4_node *node = make(ext4);
	struct ext2_inode_large *raw;
	uint32_t inode;
	int error;

	if (!node)
		return -ENOMEM;
	error = ext4_inode_new(ext4, dir, (mode & UK_S_IFMT) == UK_S_IFDIR,
			       &inode);
	if (error) {
		ext4_node_free(node);
		return error;
	}
	raw = &node->raw;
	raw->i_mode = (uint16_t)mode;
	raw->i_links_count = 1;
	raw->i_generation = (uint32_t)ext4->operation;
	if (dir->raw.i_mode & LINUX_S_ISGID) {
		raw->i_gid = dir->raw.i_gid;
		raw->osd2.linux2.l_i_gid_high = dir->raw.osd2.linux2.l_i_gid_high;
		if ((mode & UK_S_IFMT) == UK_S_IFDIR)
			raw->i_mode |= LINUX_S_ISGID;
	}
	if (EXT2_INODE_SIZE(ext4->fs.super) > EXT2_GOOD_OLD_INODE_SIZE)
		raw->i_extra_isize = SIZE_OF_RAW - EXT2_GOOD_OLD_INODE_SIZE;
	if (has_blocks(mode) && ext2fs_has_feature_extents(ext4->fs.super)) {
		struct ext3_extent_header *header = (void *)raw->i_block;

		raw->i_flags |= EXT4_EXTENTS_FL;
		header->eh_magic = EXT3_EXT_MAGIC;
		header->eh_max = (sizeof(raw->i_block) - sizeof(*header)) /
				 sizeof(struct ext3_extent);
	}
	publish(ext4, node, inode);
	node->fresh = true;
	ext4_touch(node, EXT4_ATIME | EXT4_MTIME | EXT4_CTIME);
	/* i_crtime has the same form. */
	raw->i_crtime = raw->i_mtime;
	raw->i_crtime_extra = raw->i_mtime_extra;
	ext4_node_changed(node);
	*made = node;
	return 0;
}

int ext4_node_store(struct ext4_node *node)
{
	struct ext4 *ext4 = ext4_of(node);
	uint32_t inode = (uint32_t)node->vnode.inode, offset;
	struct uk_block *block;
	int error = get_slot(ext4, inode, &block, &offset);

	if (error)
		return error;
	error = ext4_change(ext4, block);
	if (!error) {
		char *slot = (char *)block->data + offset;

		if (node->fresh)
			memset(slot, 0, EXT2_INODE_SIZE(ext4->fs.super));
		memcpy(slot, &node->raw, used_of(ext4, &node->raw));
		ext2fs_inode_csum_set(&ext4->fs, inode, (void *)slot);
		node->fresh = false;
		node->lazy_waits = node->lazy_size = false;
	}
	uk_block_put(block);
	return error;
}

void ext4_node_free(struct ext4_node *node)
{
	uk_free(uk_alloc_default(), node);
}

/* ---- what may wait ---- */

void ext4_node_lazy(struct ext4_node *node, bool size)
{
	node->lazy_waits = true;
	node->lazy_size |= size;
	ext4_changed(ext4_of(node));
	if (!uk_list_empty(&node->lazy_link))
		return;
	/* It must not be read from the disk again before it is stored. */
	uk_vnode_get(&node->vnode);
	uk_list_add_tail(&node->lazy_link, &ext4_of(node)->lazy);
}

/* Stores it, if it waits for that; also if another thread is about to. Not under the lock. */
int ext4_lazy_flush(struct ext4_node *node)
{
	struct ext4 *ext4 = ext4_of(node);
	bool listed = !uk_list_empty(&node->lazy_link);
	int error = 0;

	uk_list_del(&node->lazy_link);
	if (node->lazy_waits && !ext4->read_only) {
		error = ext4_begin_due(ext4);
		if (!error) {
			ext4_node_changed(node);
			error = ext4_end(ext4, 0);
		}
	}
	if (listed)
		uk_vnode_put(&node->vnode);
	return error;
}

int ext4_lazy_flush_all(struct ext4 *ext4)
{
	struct ext4_node *node;
	int first = 0;

	while ((node = uk_list_first(&ext4->lazy, struct ext4_node,
				     lazy_link))) {
		int error = ext4_lazy_flush(node);

		if (!first)
			first = error;
	}
	return first;
}
