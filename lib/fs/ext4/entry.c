/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Changing directories, in an operation. A directory that outgrows its first block gets
 * an index, as Linux does it; libext2fs puts names into indexed ones, and splits their
 * blocks.
 */
#include "ext4.h"

#define DOTS 24u /* the bytes of "." and ".." in an index's root */

/* The type within an entry (Documentation/filesystems/ext4, "Directory file types") */
static int type_of(const struct ext4_node *node)
{
	const struct ext4 *ext4 = node->vnode.mount->data;

	if (!ext2fs_has_feature_filetype(ext4->fs.super))
		return EXT2_FT_UNKNOWN;
	switch (node->vnode.mode & UK_S_IFMT) {
	case UK_S_IFREG:
		return EXT2_FT_REG_FILE;
	case UK_S_IFDIR:
		return EXT2_FT_DIR;
	case UK_S_IFLNK:
		return EXT2_FT_SYMLINK;
	case UK_S_IFCHR:
		return EXT2_FT_CHRDEV;
	case UK_S_IFBLK:
		return EXT2_FT_BLKDEV;
	case UK_S_IFIFO:
		return EXT2_FT_FIFO;
	default:
		return EXT2_FT_SOCK;
	}
}

static int seal(struct ext4_node *dir, struct uk_block *block)
{
	struct ext4 *ext4 = ext4_of(dir);

	ext4->node = dir;
	return ext4_error(ext2fs_dir_block_csum_set(
		&ext4->fs, (ext2_ino_t)dir->vnode.inode, block->data));
}

static void put_entry(struct ext4 *ext4, struct ext2_dir_entry *entry,
		      uint32_t length, const char *name, size_t name_length,
		      const struct ext4_node *node)
{
	ext2fs_set_rec_len(&ext4->fs, length, entry);
	ext2fs_dirent_set_name_len(entry, (int)name_length);
	ext2fs_dirent_set_file_type(entry, type_of(node));
	memcpy(entry->name, name, name_length);
	entry->inode = (uint32_t)node->vnode.inode;
}

/* A block without entries */
static void clear_block(struct ext4 *ext4, void *data)
{
	uint32_t end = ext4_dir_end(ext4);

	memset(data, 0, ext4_block_size(ext4));
	ext2fs_set_rec_len(&ext4->fs, end, data);
	if (end < ext4_block_size(ext4))
		ext2fs_initialize_dirent_tail(&ext4->fs,
					      (void *)((char *)data + end));
}

/* The directory's next block, empty */
static int append(struct ext4_node *dir, struct uk_block **block)
{
	struct ext4 *ext4 = ext4_of(dir);
	struct ext4_run run;
	int error = ext4_extend(dir,
				EXT2_I_SIZE(&dir->raw) >> ext4->block_bits, 1,
				false, &run);

	if (!error)
		error = uk_blockcache_get_new(ext4->cache, run.physical, block);
	if (error)
		return error;
	error = ext4_change(ext4, *block);
	if (error) {
		uk_block_put(*block);
		return error;
	}
	clear_block(ext4, (*block)->data);
	ext2fs_inode_size_set(&ext4->fs, ext4_raw(dir),
			      (ext2_off64_t)(EXT2_I_SIZE(&dir->raw) +
					     ext4_block_size(ext4)));
	dir->vnode.size = (int64_t)EXT2_I_SIZE(&dir->raw);
	ext4_node_changed(dir);
	return 0;
}

/* Puts the name where an entry leaves room for it. -ENOSPC: none does */
static int insert(struct ext4_node *dir, struct uk_block *block,
		  const struct uk_name *name, const struct ext4_node *node)
{
	struct ext4 *ext4 = ext4_of(dir);
	uint32_t need = EXT2_DIR_REC_LEN((uint8_t)name->length), length;
	uint32_t end = ext4_dir_end(ext4);

	for (uint32_t offset = 0; offset < end; offset += length) {
		struct ext2_dir_entry *entry;
		uint32_t used;
		int error = ext4_dir_entry(ext4, block, offset, &entry,
					   &length);

		if (error)
			return error;
		used = entry->inode ? EXT2_DIR_REC_LEN((uint8_t)
						ext2fs_dirent_name_len(entry)) :
				      0;
		if (offset + length > end || length < used + need)
			continue;
		error = ext4_change(ext4, block);
		if (error)
			return error;
		if (used) {
			ext2fs_set_rec_len(&ext4->fs, used, entry);
			entry = (void *)((char *)entry + used);
		}
		put_entry(ext4, entry, length - used, name->text, name->length,
			  node);
		return seal(dir, block);
	}
	return -ENOSPC;
}

/* ---- the index ---- */

/* All entries of `from` but the first two, to the empty block `to` */
static int move_entries(struct ext4 *ext4, const struct uk_block *from,
			struct uk_block *to)
{
	uint32_t end = ext4_dir_end(ext4), length, at = 0, last = 0;
	unsigned int seen = 0;

	for (uint32_t offset = 0; offset < end; offset += length) {
		struct ext2_dir_entry *entry;
		uint32_t used;
		int error = ext4_dir_entry(ext4, from, offset, &entry, &length);

		if (error)
			return error;
		if (seen++ < 2 || entry->inode == 0)
			continue;
		used = EXT2_DIR_REC_LEN((uint8_t)ext2fs_dirent_name_len(entry));
		memcpy((char *)to->data + at, entry, used);
		ext2fs_set_rec_len(&ext4->fs, used,
				   (void *)((char *)to->data + at));
		last = at;
		at += used;
	}
	/* The last one reaches to the end. */
	if (at)
		ext2fs_set_rec_len(&ext4->fs, end - last,
				   (void *)((char *)to->data + last));
	return 0;
}

/* The first block, with "." and ".." as they are, becomes the root. */
static int make_root(struct ext4_node *dir, struct uk_block *block)
{
	struct ext4 *ext4 = ext4_of(dir);
	uint32_t size = ext4_block_size(ext4);
	uint32_t tail = size - ext4_dir_end(ext4) ?
				(uint32_t)sizeof(struct ext2_dx_tail) :
				0;
	struct ext2_dir_entry *dot = block->data;
	struct ext2_dir_entry *dot_dot = (void *)((char *)dot + DOTS / 2);
	struct ext2_dx_root_info *info = (void *)((char *)dot + DOTS);
	struct ext2_dx_countlimit *head = (void *)(info + 1);
	struct ext2_dx_entry *entries = (void *)head;

	memset(info, 0, size - DOTS);
	ext2fs_set_rec_len(&ext4->fs, size - DOTS / 2, dot_dot);
	info->hash_version = ext4->fs.super->s_def_hash_version;
	info->info_length = sizeof(*info);
	entries[0].block = 1;
	head->limit = (uint16_t)((size - DOTS - sizeof(*info) - tail) /
				 sizeof(struct ext2_dx_entry));
	head->count = 1;
	return seal(dir, block);
}

static bool may_be_root(struct ext4 *ext4, const struct uk_block *block)
{
	const struct ext2_dir_entry *dot = block->data;
	const struct ext2_dir_entry *dot_dot =
		(const void *)((const char *)dot + DOTS / 2);

	(void)ext4;
	return dot->rec_len == DOTS / 2 && dot->inode &&
	       ext2fs_dirent_name_len(dot) == 1 && dot_dot->inode &&
	       ext2fs_dirent_name_len(dot_dot) == 2;
}

/* A directory of one block gets an index. -EOPNOTSUPP: it does without. */
static int make_index(struct ext4_node *dir)
{
	struct ext4 *ext4 = ext4_of(dir);
	struct uk_block *root, *leaf;
	int error;

	if (!ext2fs_has_feature_dir_index(ext4->fs.super) ||
	    ext4->fs.super->s_def_hash_version > EXT2_HASH_TEA)
		return -EOPNOTSUPP;
	error = ext4_dir_block(dir, 0, &root);
	if (error)
		return error;
	if (!may_be_root(ext4, root)) {
		uk_block_put(root);
		return -EOPNOTSUPP;
	}
	error = append(dir, &leaf);
	if (!error) {
		error = move_entries(ext4, root, leaf);
		if (!error)
			error = seal(dir, leaf);
		uk_block_put(leaf);
	}
	if (!error)
		error = ext4_change(ext4, root);
	if (!error)
		error = make_root(dir, root);
	uk_block_put(root);
	dir->raw.i_flags |= EXT2_INDEX_FL;
	ext4_node_changed(dir);
	return error;
}

static int add_to_index(struct ext4_node *dir, const struct uk_name *name,
			const struct ext4_node *node)
{
	struct ext4 *ext4 = ext4_of(dir);
	char text[UK_NAME_MOST + 1];
	int error;

	memcpy(text, name->text, name->length);
	text[name->length] = 0;
	ext4->node = dir;
	error = ext4_error(ext2fs_link(&ext4->fs, (ext2_ino_t)dir->vnode.inode,
				       text, (ext2_ino_t)node->vnode.inode,
				       type_of(node)));
	dir->run.count = 0;
	dir->vnode.size = (int64_t)EXT2_I_SIZE(&dir->raw);
	return error;
}

/* ---- */

int ext4_entry_add(struct ext4_node *dir, const struct uk_name *name,
		   struct ext4_node *node)
{
	struct ext4 *ext4 = ext4_of(dir);
	uint64_t blocks = (uint64_t)dir->vnode.size >> ext4->block_bits;
	struct uk_block *block;
	int error = -ENOSPC;

	if (ext4_dir_is_indexed(dir))
		return add_to_index(dir, name, node);
	for (uint64_t i = 0; error == -ENOSPC && i < blocks; i++) {
		error = ext4_dir_block(dir, i, &block);
		if (error)
			return error;
		error = insert(dir, block, name, node);
		uk_block_put(block);
	}
	if (error == -ENOSPC && blocks == 1) {
		error = make_index(dir);
		if (!error)
			return add_to_index(dir, name, node);
		if (error == -EOPNOTSUPP)
			error = -ENOSPC;
	}
	if (error != -ENOSPC)
		return error;
	error = append(dir, &block);
	if (error)
		return error;
	error = insert(dir, block, name, node);
	uk_block_put(block);
	return error;
}

int ext4_entry_remove(struct ext4_node *dir, const struct ext4_entry *found)
{
	struct ext4 *ext4 = ext4_of(dir);
	char *data = found->block->data;
	struct ext2_dir_entry *entry = (void *)(data + found->offset);
	struct ext2_dir_entry *previous = (void *)(data + found->previous);
	uint32_t length;
	int error = ext4_change(ext4, found->block);

	if (error)
		return error;
	ext2fs_get_rec_len(&ext4->fs, entry, &length);
	entry->inode = 0;
	if (previous != entry)
		ext2fs_set_rec_len(&ext4->fs,
				   found->offset - found->previous + length,
				   previous);
	return seal(dir, found->block);
}

int ext4_entry_set(struct ext4_node *dir, const struct ext4_entry *found,
		   struct ext4_node *node)
{
	struct ext4 *ext4 = ext4_of(dir);
	struct ext2_dir_entry *entry =
		(void *)((char *)found->block->data + found->offset);
	int error = ext4_change(ext4, found->block);

	if (error)
		return error;
	entry->inode = (uint32_t)node->vnode.inode;
	ext2fs_dirent_set_file_type(entry, type_of(node));
	return seal(dir, found->block);
}

/* The first block of a new directory */
int ext4_dir_create(struct ext4_node *dir, struct ext4_node *parent)
{
	struct ext4 *ext4 = ext4_of(dir);
	struct uk_block *block;
	int error = append(dir, &block);

	if (error)
		return error;
	put_entry(ext4, block->data, DOTS / 2, ".", 1, dir);
	put_entry(ext4, (void *)((char *)block->data + DOTS / 2),
		  ext4_dir_end(ext4) - DOTS / 2, "..", 2, parent);
	error = seal(dir, block);
	uk_block_put(block);
	return error;
}
