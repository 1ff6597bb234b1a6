/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finding, making and removing names. The lock is held from the first look to the last
 * change, so nobody comes between them; what the vfs saw before may be out of date.
 */
#include "ext4.h"

#define LINKS_MOST 65000u /* EXT4_LINK_MAX */

static bool counts_subdirectories(struct ext4_node *dir)
{
	return dir->raw.i_links_count > 1 ||
	       !ext2fs_has_feature_dir_nlink(ext4_of(dir)->fs.super);
}

/* A directory of more subdirectories than can be counted has 1 link (feature dir_nlink). */
void ext4_links_add(struct ext4_node *node, int change)
{
	int links = node->raw.i_links_count + change;

	if (uk_vnode_is_directory(&node->vnode) && change &&
	    node->raw.i_links_count) {
		if (!counts_subdirectories(node))
			return;
		if (links > (int)LINKS_MOST)
			links = 1;
	}
	node->raw.i_links_count = (uint16_t)UK_MAX(links, 0);
	ext4_touch(node, EXT4_CTIME);
	ext4_node_changed(node);
}

/* 0, -EMLINK: one more subdirectory cannot be counted */
int ext4_links_check(struct ext4_node *node)
{
	if (node->raw.i_links_count < LINKS_MOST)
		return 0;
	return uk_vnode_is_directory(&node->vnode) &&
			       ext2fs_has_feature_dir_nlink(
				       ext4_of(node)->fs.super) ?
		       0 :
		       -EMLINK;
}

static int lookup(struct uk_vnode *vnode, const struct uk_name *name,
		  struct uk_vnode **found)
{
	struct ext4_node *dir = ext4_node_of(vnode), *node;
	struct ext4 *ext4 = ext4_of(dir);
	struct ext4_entry entry;
	int error;

	ext4_lock(&ext4->lock);
	error = ext4_entry_find(dir, name, &entry);
	if (!error) {
		uk_block_put(entry.block);
		error = ext4_node_get(ext4, entry.inode, &node);
		if (!error)
			*found = &node->vnode;
		if (!error && node->raw.i_links_count == 0) {
			ext4_unlock(&ext4->lock);
			node->gone = true;
			uk_vnode_put(&node->vnode);
			/* a name for what was removed */
			return ext4_damaged(ext4, entry.inode, -EUCLEAN);
		}
	}
	ext4_unlock(&ext4->lock);
	return error;
}

/* ---- making ---- */

typedef int (*fill_function)(struct ext4_node *dir, struct ext4_node *node,
			     const void *context);

/* In an operation. An inode that got no name is given back: -ENOSPC leaves the
 * file system as it was.
 */
static int make_in(struct ext4_node *dir, const struct uk_name *name,
		   uint32_t mode, fill_function fill, const void *context,
		   struct ext4_node **made)
{
	struct ext4_entry entry;
	int error = ext4_entry_find(dir, name, &entry);

	if (!error) {
		uk_block_put(entry.block);
		return -EEXIST;
	}
	if (error != -ENOENT)
		return error;
	error = ext4_node_new(ext4_of(dir), dir, mode, made);
	if (!error && fill)
		error = fill(dir, *made, context);
	if (!error)
		error = ext4_entry_add(dir, name, *made);
	if (error)
		return error;
	if ((mode & UK_S_IFMT) == UK_S_IFDIR)
		ext4_links_add(dir, 1);
	ext4_touch(dir, EXT4_MTIME | EXT4_CTIME);
	ext4_node_changed(dir);
	return 0;
}

static int make(struct uk_vnode *vnode, const struct uk_name *name,
		uint32_t mode, fill_function fill, const void *context,
		struct uk_vnode **made)
{
	struct ext4_node *dir = ext4_node_of(vnode), *node = NULL;
	struct ext4 *ext4 = ext4_of(dir);
	int error = ext4_begin(ext4, EXT4_NAME_SPACE);

	if (error)
		return error;
	error = dir->raw.i_links_count == 0 ? -ENOENT :
		make_in(dir, name, mode, fill, context, &node);
	error = ext4_end(ext4, error);
	if (error && node) {
		node->gone = true;
		uk_vnode_put(&node->vnode);
	} else if (!error) {
		*made = &node->vnode;
	}
	return error;
}

static int fill_device(struct ext4_node *dir, struct ext4_node *node,
		       const void *context)
{
	uint64_t number = *(const uint64_t *)context;
	uint32_t kind = node->vnode.mode & UK_S_IFMT;

	(void)dir;
	if (kind != UK_S_IFCHR && kind != UK_S_IFBLK)
		return 0;
	if (number < 1u << 16)
		node->raw.i_block[0] = (uint32_t)number;
	else
		node->raw.i_block[1] = (uint32_t)number;
	return 0;
}

static int create(struct uk_vnode *dir, const struct uk_name *name,
		  uint32_t mode, uint64_t device_number, struct uk_vnode **made)
{
	return make(dir, name, mode, fill_device, &device_number, made);
}

static int fill_directory(struct ext4_node *dir, struct ext4_node *node,
			  const void *context)
{
	(void)context;
	node->raw.i_links_count = 2;
	return ext4_dir_create(node, dir);
}

static int mkdir(struct uk_vnode *dir, const struct uk_name *name,
		 uint32_t mode, struct uk_vnode **made)
{
	int error = ext4_links_check(ext4_node_of(dir));

	return error ? error :
		       make(dir, name, UK_S_IFDIR | (mode & 07777),
			    fill_directory, NULL, made);
}

static int fill_symlink(struct ext4_node *dir, struct ext4_node *node,
			const void *context)
{
	const struct uk_name *target = context;
	struct ext4 *ext4 = ext4_of(dir);
	struct ext4_run run;
	struct uk_block *block;
	int error;

	node->vnode.size = (int64_t)target->length;
	ext2fs_inode_size_set(&ext4->fs, ext4_raw(node),
			      (ext2_off64_t)target->length);
	if (target->length < sizeof(node->raw.i_block)) {
		node->raw.i_flags &= ~(uint32_t)EXT4_EXTENTS_FL;
		memset(node->raw.i_block, 0, sizeof(node->raw.i_block));
		memcpy(node->raw.i_block, target->text, target->length);
		return 0;
	}
	error = ext4_extend(node, 0, 1, false, &run);
	if (!error)
		error = uk_blockcache_get_new(ext4->cache, run.physical,
					      &block);
	if (error)
		return error;
	error = ext4_change(ext4, block);
	if (!error) {
		memset(block->data, 0, ext4_block_size(ext4));
		memcpy(block->data, target->text, target->length);
	}
	uk_block_put(block);
	return error;
}

static int symlink(struct uk_vnode *dir, const struct uk_name *name,
		   const struct uk_name *target, struct uk_vnode **made)
{
	/* With its 0 it fits in a block. */
	if (target->length >= ext4_block_size(ext4_of(ext4_node_of(dir))))
		return -ENAMETOOLONG;
	return make(dir, name, UK_S_IFLNK | 0777, fill_symlink, target, made);
}

static int link_in(struct ext4_node *dir, const struct uk_name *name,
		   struct ext4_node *node)
{
	struct ext4_entry entry;
	int error = ext4_entry_find(dir, name, &entry);

	if (!error) {
		uk_block_put(entry.block);
		return -EEXIST;
	}
	if (error != -ENOENT)
		return error;
	if (node->raw.i_links_count == 0 || dir->raw.i_links_count == 0)
		return -ENOENT;
	error = ext4_links_check(node);
	if (!error)
		error = ext4_entry_add(dir, name, node);
	if (error)
		return error;
	ext4_links_add(node, 1);
	ext4_touch(dir, EXT4_MTIME | EXT4_CTIME);
	ext4_node_changed(dir);
	return 0;
}

static int link(struct uk_vnode *dir, const struct uk_name *name,
		struct uk_vnode *vnode)
{
	struct ext4 *ext4 = ext4_of(ext4_node_of(dir));
	int error = ext4_begin(ext4, EXT4_NAME_SPACE);

	return error ? error :
		       ext4_end(ext4, link_in(ext4_node_of(dir), name,
					      ext4_node_of(vnode)));
}

/* ---- removing ---- */

/* In an operation: `node` loses its last name, or a directory. */
void ext4_unname(struct ext4_node *node)
{
	if (uk_vnode_is_directory(&node->vnode))
		node->raw.i_links_count = 0;
	else
		ext4_links_add(node, -1);
	ext4_touch(node, EXT4_CTIME);
	ext4_node_changed(node);
	if (node->raw.i_links_count == 0)
		ext4_orphan_add(node);
}

/* 0 with the entry of that name, if it is `node`'s */
int ext4_entry_find_of(struct ext4_node *dir, const struct uk_name *name,
		       struct ext4_node *node, struct ext4_entry *entry)
{
	int error = ext4_entry_find(dir, name, entry);

	if (!error && entry->inode != node->vnode.inode) {
		uk_block_put(entry->block);
		return -ENOENT;
	}
	return error;
}

static int remove_in(struct ext4_node *dir, const struct uk_name *name,
		     struct ext4_node *node)
{
	bool directory = uk_vnode_is_directory(&node->vnode);
	struct ext4_entry entry;
	int error = ext4_entry_find_of(dir, name, node, &entry);

	if (error)
		return error;
	if (directory) {
		int empty = ext4_dir_is_empty(node);

		error = empty < 0 ? empty : empty ? 0 : -ENOTEMPTY;
	} else if (node->raw.i_links_count == 0) {
		error = -EUCLEAN;
	}
	if (!error)
		error = ext4_entry_remove(dir, &entry);
	uk_block_put(entry.block);
	if (error)
		return error;
	if (directory)
		ext4_links_add(dir, -1);
	ext4_unname(node);
	ext4_touch(dir, EXT4_MTIME | EXT4_CTIME);
	ext4_node_changed(dir);
	return 0;
}

static int remove_name(struct uk_vnode *dir, const struct uk_name *name,
		       struct uk_vnode *vnode)
{
	struct ext4 *ext4 = ext4_of(ext4_node_of(dir));
	int error = ext4_begin(ext4, 0);

	return error ? error :
		       ext4_end(ext4, remove_in(ext4_node_of(dir), name,
						ext4_node_of(vnode)));
}

static void release(struct uk_vnode *vnode)
{
	struct ext4_node *node = ext4_node_of(vnode);
	struct ext4 *ext4 = ext4_of(node);

	if (node->raw.i_links_count == 0 && !node->gone && !ext4->read_only) {
		int error = ext4_node_delete(node);

		if (error && !ext4->failed)
			uk_pr_warn("%s: inode %llu could not be removed (error "
				   "%d); the next mount tries again\n",
				   ext4->mount->source,
				   (unsigned long long)vnode->inode, -error);
	}
	uk_list_del(&node->orphan_link);
	ext4_node_free(node);
}

const struct uk_vnode_ops ext4_vnode_ops = {
	.lookup = lookup,
	.create = create,
	.mkdir = mkdir,
	.symlink = symlink,
	.link = link,
	.unlink = remove_name,
	.rmdir = remove_name,
	.rename = ext4_rename,
	.readdir = ext4_readdir,
	.stat = ext4_stat,
	.set = ext4_set,
	.readlink = ext4_readlink,
	.sync = ext4_sync_node,
	.release = release,
	.close = ext4_file_close,
	.read = ext4_read,
	.write = ext4_write,
	.allocate = ext4_allocate,
	.ioctl = ext4_ioctl,
};
