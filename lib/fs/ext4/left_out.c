/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of libext2fs that we compile mention of those that we do not: inodes,
 * which are ours in memory, and features that no disk has that we mount.
 */
#include "ext4.h"

#include <ext2fs/ext2fsP.h>

/* An inode is asked for by number: it is that which the operation is about. */
errcode_t ext2fs_read_inode(ext2_filsys fs, ext2_ino_t number,
			    struct ext2_inode *inode)
{
	const struct ext4 *ext4 = fs->priv_data;

	if (!ext4->node || ext4->node->vnode.inode != number)
		return EXT2_ET_BAD_INODE_NUM;
	memcpy(inode, &ext4->node->raw, sizeof(*inode));
	return 0;
}

errcode_t ext2fs_write_inode(ext2_filsys fs, ext2_ino_t number,
			     struct ext2_inode *inode)
{
	const struct ext4 *ext4 = fs->priv_data;

	if (!ext4->node || ext4->node->vnode.inode != number)
		return EXT2_ET_BAD_INODE_NUM;
	if (inode != ext4_raw(ext4->node))
		memcpy(&ext4->node->raw, inode, sizeof(*inode));
	ext4_node_changed(ext4->node);
	return 0;
}

errcode_t ext2fs_check_directory(ext2_filsys fs, ext2_ino_t number)
{
	(void)fs;
	(void)number;
	return 0;
}

int ext2fs_is_fast_symlink(struct ext2_inode *inode)
{
	return LINUX_S_ISLNK(inode->i_mode) &&
	       EXT2_I_SIZE(inode) < sizeof(inode->i_block);
}

/* ---- called in no way that we take ---- */

errcode_t ext2fs_block_iterate3(ext2_filsys fs, ext2_ino_t number, int flags,
				char *buffer,
				int (*each)(ext2_filsys fs, blk64_t *block,
					    e2_blkcnt_t logical, blk64_t from,
					    int offset, void *context),
				void *context)
{
	(void)fs, (void)number, (void)flags, (void)buffer, (void)each;
	(void)context;
	return EXT2_ET_OP_NOT_SUPPORTED;
}

int ext2fs_inline_data_dir_iterate(ext2_filsys fs, ext2_ino_t number,
				   void *context)
{
	(void)fs, (void)number, (void)context;
	return BLOCK_ABORT;
}

errcode_t ext2fs_inline_data_ea_remove(ext2_filsys fs, ext2_ino_t number)
{
	(void)fs, (void)number;
	return EXT2_ET_OP_NOT_SUPPORTED;
}

errcode_t ext2fs_read_block_bitmap(ext2_filsys fs)
{
	(void)fs;
	return EXT2_ET_OP_NOT_SUPPORTED;
}

errcode_t ext2fs_find_first_zero_generic_bmap(ext2fs_generic_bitmap bitmap,
					      __u64 first, __u64 last,
					      __u64 *found)
{
	(void)bitmap, (void)first, (void)last, (void)found;
	return EXT2_ET_OP_NOT_SUPPORTED;
}

errcode_t ext2fs_find_first_set_generic_bmap(ext2fs_generic_bitmap bitmap,
					     __u64 first, __u64 last,
					     __u64 *found)
{
	(void)bitmap, (void)first, (void)last, (void)found;
	return EXT2_ET_OP_NOT_SUPPORTED;
}

int ext2fs_test_block_bitmap_range2(ext2fs_block_bitmap bitmap, blk64_t first,
				    unsigned int count)
{
	(void)bitmap, (void)first, (void)count;
	return 0; /* not all are free */
}

int ext2fs_get_bitmap_granularity(ext2fs_block_bitmap bitmap)
{
	(void)bitmap;
	return 0;
}
