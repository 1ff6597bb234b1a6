/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Extended attributes are neither shown nor changed here, but a file may have some in a block,
 * which several files may share (Documentation/filesystems/ext4, "Extended
 * Attributes"). When a file goes, it gives up its share.
 */
#include "ext4.h"

#include <ext2fs/ext2_ext_attr.h>

int ext4_attributes_release(struct ext4_node *node)
{
	struct ext4 *ext4 = ext4_of(node);
	uint64_t number = ext2fs_file_acl_block(&ext4->fs, ext4_raw(node));
	struct ext2_ext_attr_header *header;
	struct uk_block *block;
	bool last = true;
	int error;

	if (number == 0)
		return 0;
	if (number <= ext4->fs.super->s_first_data_block)
		return -EUCLEAN;
	error = ext4_get_block(ext4, number, &block);
	if (error)
		return error;
	header = block->data;
	if (header->h_magic != EXT2_EXT_ATTR_MAGIC || header->h_refcount == 0 ||
	    !ext2fs_ext_attr_block_csum_verify(
		    &ext4->fs, (ext2_ino_t)node->vnode.inode, number, header)) {
		error = -EUCLEAN;
	} else if (header->h_refcount > 1) {
		last = false;
		error = ext4_change(ext4, block);
		header->h_refcount--;
		ext2fs_ext_attr_block_csum_set(&ext4->fs,
					       (ext2_ino_t)node->vnode.inode,
					       number, header);
	}
	uk_block_put(block);
	if (!error && last)
		ext4_blocks_free(ext4, number, 1, true);
	if (error)
		return error;
	ext2fs_file_acl_block_set(&ext4->fs, ext4_raw(node), 0);
	ext4_node_changed(node);
	return ext4_error(
		ext2fs_iblk_sub_blocks(&ext4->fs, ext4_raw(node), 1));
}
