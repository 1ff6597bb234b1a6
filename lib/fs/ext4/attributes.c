/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What stat() says, what chmod(), chown(), utimens() and truncate() set, where a symbolic link
 * leads, and fsync().
 */
#include "ext4.h"

static uint64_t sectors_of(struct ext4_node *node)
{
	struct ext4 *ext4 = ext4_of(node);
	uint64_t count = node->raw.i_blocks;

	if (ext2fs_has_feature_huge_file(ext4->fs.super)) {
		count |= (uint64_t)node->raw.osd2.linux2.l_i_blocks_hi << 32;
		if (node->raw.i_flags & EXT4_HUGE_FILE_FL)
			count <<= ext4->block_bits - 9;
	}
	return count;
}

/* Device numbers as inodes keep them: 16 bits in the first word, or 32 in the second
 * (Linux's old_encode_dev() and new_encode_dev())
 */
static uint64_t device_of(const struct ext4_node *node)
{
	uint32_t old = node->raw.i_block[0];

	/* stat's form of small numbers is the second one. */
	return old ? old & 0xffff : node->raw.i_block[1];
}

int ext4_stat(struct uk_vnode *vnode, struct uk_stat *stat)
{
	struct ext4_node *node = ext4_node_of(vnode);
	const struct ext2_inode_large *raw = &node->raw;
	uint32_t kind = vnode->mode & UK_S_IFMT;

	stat->links = raw->i_links_count;
	stat->uid = raw->i_uid | (uint32_t)raw->osd2.linux2.l_i_uid_high << 16;
	stat->gid = raw->i_gid | (uint32_t)raw->osd2.linux2.l_i_gid_high << 16;
	stat->size = vnode->size;
	stat->block_size = ext4_block_size(ext4_of(node));
	stat->blocks = (int64_t)sectors_of(node);
	if (kind == UK_S_IFCHR || kind == UK_S_IFBLK)
		stat->device_number = device_of(node);
	stat->accessed = ext4_time_get(node, EXT4_ATIME);
	stat->modified = ext4_time_get(node, EXT4_MTIME);
	stat->changed = ext4_time_get(node, EXT4_CTIME);
	return 0;
}

static int set_fields(struct ext4_node *node,
		      const struct uk_attributes *attributes)
{
	struct ext4 *ext4 = ext4_of(node);
	struct ext2_inode_large *raw = &node->raw;
	unsigned int which = attributes->which;
	int error = ext4_begin(ext4, 0);

	if (error)
		return error;
	if (which & UK_ATTRIBUTE_MODE) {
		raw->i_mode = (uint16_t)((raw->i_mode & UK_S_IFMT) |
					 (attributes->mode & 07777));
		node->vnode.mode = raw->i_mode;
	}
	if (which & UK_ATTRIBUTE_UID) {
		raw->i_uid = (uint16_t)attributes->uid;
		raw->osd2.linux2.l_i_uid_high =
			(uint16_t)(attributes->uid >> 16);
	}
	if (which & UK_ATTRIBUTE_GID) {
		raw->i_gid = (uint16_t)attributes->gid;
		raw->osd2.linux2.l_i_gid_high =
			(uint16_t)(attributes->gid >> 16);
	}
	if (which & UK_ATTRIBUTE_ACCESSED)
		ext4_time_set(node, EXT4_ATIME, &attributes->accessed);
	if (which & UK_ATTRIBUTE_MODIFIED)
		ext4_time_set(node, EXT4_MTIME, &attributes->modified);
	ext4_touch(node, EXT4_CTIME);
	ext4_node_changed(node);
	return ext4_end(ext4, 0);
}

int ext4_set(struct uk_vnode *vnode, const struct uk_attributes *attributes)
{
	struct ext4_node *node = ext4_node_of(vnode);
	int error = 0;

	if (attributes->which & UK_ATTRIBUTE_SIZE) {
		ext4_content_own(&node->content);
		error = ext4_size_set(node, (uint64_t)attributes->size);
		ext4_content_unlock(&node->content);
	}
	if (!error && attributes->which & ~(unsigned int)UK_ATTRIBUTE_SIZE)
		error = set_fields(node, attributes);
	return error;
}

uk_ssize_t ext4_readlink(struct uk_vnode *vnode, char *to, size_t size)
{
	struct ext4_node *node = ext4_node_of(vnode);
	struct ext4 *ext4 = ext4_of(node);
	size_t length = UK_MIN(size, (size_t)vnode->size);
	struct ext4_run run;
	struct uk_block *block;
	int error;

	if (ext2fs_is_fast_symlink(ext4_raw(node))) {
		memcpy(to, node->raw.i_block, length);
		return (uk_ssize_t)length;
	}
	error = ext4_map(node, 0, &run);
	if (!error && run.physical == 0)
		error = -EUCLEAN;
	if (!error)
		error = ext4_get_block(ext4, run.physical, &block);
	if (error)
		return error;
	memcpy(to, block->data, length);
	uk_block_put(block);
	return (uk_ssize_t)length;
}

int ext4_sync_node(struct uk_vnode *vnode, bool data_only)
{
	struct ext4_node *node = ext4_node_of(vnode);
	struct ext4 *ext4 = ext4_of(node);
	int error = 0;

	if (ext4->failed)
		return -EIO;
	if (ext4->read_only)
		return 0;
	if (node->lazy_waits && (!data_only || node->lazy_size))
		error = ext4_lazy_flush(node);
	if (error)
		return error;
	if (node->round > ext4->committed)
		return ext4_commit(ext4);
	/* Where it lies is on the disk already. */
	error = uk_blockcache_write(ext4->cache);
	if (!error)
		error = uk_blockcache_flush(ext4->cache);
	if (error)
		ext4_fail(ext4, "writing", error);
	return error;
}

void ext4_file_close(struct uk_vfs_file *file)
{
	ext4_lazy_flush(ext4_node_of(file->vnode));
}
