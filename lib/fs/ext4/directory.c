/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Looking into directories: blocks of entries, each with the distance to the next
 * (Documentation/filesystems/ext4, "Linear (Classic) Directories"), read in place.
 * With an index (htree.c) one block is searched, else all. The lock is held.
 */
#include "ext4.h"

/* Where the entries of a block end; a checksum may follow. */
uint32_t ext4_dir_end(const struct ext4 *ext4)
{
	return ext4_block_size(ext4) -
	       (ext2fs_has_feature_metadata_csum(ext4->fs.super) ?
			(uint32_t)sizeof(struct ext2_dir_entry_tail) :
			0);
}

int ext4_dir_block(struct ext4_node *dir, uint64_t logical,
		   struct uk_block **block)
{
	struct ext4 *ext4 = ext4_of(dir);
	struct ext4_node *node;
	struct ext4_run run;
	bool right;
	int error = ext4_map(dir, logical, &run);

	if (error)
		return error;
	error = -EUCLEAN; /* directories have no holes */
	if (run.physical && !run.unwritten)
		error = ext4_get_block(ext4, run.physical, block);
	if (error)
		return ext4_damaged(ext4, dir->vnode.inode, error);
	node = ext4->node;
	ext4->node = dir;
	right = ext2fs_dir_block_csum_verify(&ext4->fs,
					     (ext2_ino_t)dir->vnode.inode,
					     (*block)->data);
	ext4->node = node;
	if (right)
		return 0;
	uk_block_put(*block);
	return ext4_damaged(ext4, dir->vnode.inode, -EUCLEAN);
}

int ext4_dir_entry(struct ext4 *ext4, const struct uk_block *block,
		   uint32_t offset, struct ext2_dir_entry **entry,
		   uint32_t *length)
{
	uint32_t size = ext4_block_size(ext4);

	if (offset > size - EXT2_DIR_REC_LEN(0))
		return ext4_damaged(ext4, 0, -EUCLEAN);
	*entry = (void *)((char *)block->data + offset);
	if (ext2fs_get_rec_len(&ext4->fs, *entry, length) || *length % 4 ||
	    *length < EXT2_DIR_REC_LEN(0) || *length > size - offset)
		return ext4_damaged(ext4, 0, -EUCLEAN);
	if ((*entry)->inode &&
	    (EXT2_DIR_REC_LEN(ext2fs_dirent_name_len(*entry)) > *length ||
	     ext2fs_dirent_name_len(*entry) == 0 ||
	     (*entry)->inode > ext4->fs.super->s_inodes_count))
		return ext4_damaged(ext4, 0, -EUCLEAN);
	return 0;
}

/* 0 with a share of the block, -ENOENT */
static int search(struct ext4_node *dir, uint64_t logical,
		  const struct uk_name *name, struct ext4_entry *found)
{
	struct ext4 *ext4 = ext4_of(dir);
	uint32_t end = ext4_block_size(ext4), length;
	int error = ext4_dir_block(dir, logical, &found->block);

	if (error)
		return error;
	found->logical = logical;
	found->previous = 0;
	for (found->offset = 0; found->offset < end; found->offset += length) {
		struct ext2_dir_entry *entry;

		error = ext4_dir_entry(ext4, found->block, found->offset,
				       &entry, &length);
		if (error)
			break;
		if (entry->inode &&
		    (size_t)ext2fs_dirent_name_len(entry) == name->length &&
		    memcmp(entry->name, name->text, name->length) == 0) {
			found->inode = entry->inode;
			return 0;
		}
		found->previous = found->offset;
	}
	uk_block_put(found->block);
	return error ? error : -ENOENT;
}

static int search_index(struct ext4_node *dir, const struct uk_name *name,
			struct ext4_entry *found)
{
	struct ext4_htree tree;
	uint32_t hash, next;
	int version, error = ext4_htree_version(dir, &version);

	if (!error)
		error = ext4_hash(dir, version, name, &hash, NULL);
	if (!error)
		error = ext4_htree_find(&tree, dir, hash);
	if (error)
		return error;
	/* Names of one hash may go on in the next block, which says so in bit 0. */
	do {
		error = search(dir, ext4_htree_leaf(&tree), name, found);
	} while (error == -ENOENT && !ext4_htree_next(&tree, &next) &&
		 next == (hash | 1));
	ext4_htree_end(&tree);
	return error;
}

int ext4_entry_find_linear(struct ext4_node *dir, const struct uk_name *name,
			   struct ext4_entry *entry)
{
	uint64_t blocks = (uint64_t)dir->vnode.size >> ext4_of(dir)->block_bits;
	int error = -ENOENT;

	for (uint64_t i = 0; error == -ENOENT && i < blocks; i++)
		error = search(dir, i, name, entry);
	return error;
}

int ext4_entry_find(struct ext4_node *dir, const struct uk_name *name,
		    struct ext4_entry *entry)
{
	if (ext4_dir_is_indexed(dir)) {
		int error = search_index(dir, name, entry);

		/* An index that cannot be used is no matter: the blocks are enough. */
		if (error != -EUCLEAN && error != -EOPNOTSUPP)
			return error;
	}
	return ext4_entry_find_linear(dir, name, entry);
}

static bool is_dots(const struct ext2_dir_entry *entry)
{
	int length = ext2fs_dirent_name_len(entry);

	return entry->name[0] == '.' &&
	       (length == 1 || (length == 2 && entry->name[1] == '.'));
}

/* 1, 0, or an error */
int ext4_dir_is_empty(struct ext4_node *dir)
{
	struct ext4 *ext4 = ext4_of(dir);
	uint64_t blocks = (uint64_t)dir->vnode.size >> ext4->block_bits;

	for (uint64_t i = 0; i < blocks; i++) {
		uint32_t length, end = ext4_block_size(ext4);
		struct uk_block *block;
		int result = ext4_dir_block(dir, i, &block);

		if (result)
			return result;
		for (uint32_t offset = 0; offset < end && !result;
		     offset += length) {
			struct ext2_dir_entry *entry;

			result = ext4_dir_entry(ext4, block, offset, &entry,
						&length);
			if (!result && entry->inode && !is_dots(entry))
				result = 1;
		}
		uk_block_put(block);
		if (result)
			return result < 0 ? result : 0;
	}
	return 1;
}
