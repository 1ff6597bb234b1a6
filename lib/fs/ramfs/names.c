/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Operations on directories and their names; rename() has a file of its own.
 */
#include <uk/errno.h>
#include <uk/string.h>

#include "ramfs.h"

static int lookup(struct uk_vnode *vnode, const struct uk_name *name,
		  struct uk_vnode **found)
{
	struct ramfs_node *dir = ramfs_node(vnode);
	struct entry *entry = directory_find(&dir->directory, name);

	if (!entry)
		return -ENOENT;
	*found = &entry->node->vnode;
	uk_vnode_get(*found);
	return 0;
}

/* Gives a node that name. `links` it counts for: a directory's is also its own "." */
static int enter(struct ramfs_node *dir, const struct uk_name *name,
		 struct ramfs_node *node, uint32_t links)
{
	int error;

	if (!dir->links) /* it was removed */
		return -ENOENT;
	if (directory_find(&dir->directory, name))
		return -EEXIST;
	error = directory_add(&dir->directory, ramfs_memory_of(dir), name,
			      node);
	if (error)
		return error;
	ramfs_node_linked(node, links);
	ramfs_node_modified(dir);
	return 0;
}

/* A new node with a name; the share that it came with is the caller's. */
static int make(struct uk_vnode *vnode, const struct uk_name *name,
		uint32_t mode, const struct uk_name *target,
		struct ramfs_node **made)
{
	struct ramfs_node *dir = ramfs_node(vnode);
	bool is_directory = (mode & UK_S_IFMT) == UK_S_IFDIR;
	int error;

	*made = ramfs_node_new(vnode->mount, mode, target);
	if (!*made)
		return -ENOSPC;
	error = enter(dir, name, *made, is_directory ? 2 : 1);
	if (error)
		ramfs_node_free(*made);
	else if (is_directory)
		dir->links++; /* its ".." */
	return error;
}

static int create(struct uk_vnode *dir, const struct uk_name *name,
		  uint32_t mode, uint64_t device_number,
		  struct uk_vnode **made)
{
	uint32_t kind = mode & UK_S_IFMT;
	struct ramfs_node *node;
	int error = make(dir, name, mode, NULL, &node);

	if (error)
		return error;
	if (kind == UK_S_IFCHR || kind == UK_S_IFBLK)
		node->device_number = device_number;
	*made = &node->vnode;
	return 0;
}

static int make_directory(struct uk_vnode *dir, const struct uk_name *name,
			  uint32_t mode, struct uk_vnode **made)
{
	struct ramfs_node *node;
	int error = make(dir, name, UK_S_IFDIR | (mode & 07777), NULL, &node);

	if (!error)
		*made = &node->vnode;
	return error;
}

static int make_link(struct uk_vnode *dir, const struct uk_name *name,
		     const struct uk_name *target, struct uk_vnode **made)
{
	struct ramfs_node *node;
	int error = make(dir, name, UK_S_IFLNK | 0777, target, &node);

	if (!error)
		*made = &node->vnode;
	return error;
}

static int add_name(struct uk_vnode *dir, const struct uk_name *name,
		    struct uk_vnode *vnode)
{
	struct ramfs_node *node = ramfs_node(vnode);
	int error;

	/* one whose last name is gone does not come back */
	if (!node->links)
		return -ENOENT;
	if (node->links == UINT32_MAX)
		return -EMLINK;
	error = enter(ramfs_node(dir), name, node, 1);
	if (!error)
		ramfs_node_changed(node);
	return error;
}

/* Takes a name away that leads to `vnode`. */
static int leave(struct uk_vnode *dir_vnode, const struct uk_name *name,
		 struct uk_vnode *vnode, uint32_t links)
{
	struct ramfs_node *dir = ramfs_node(dir_vnode);
	struct entry *entry = directory_find(&dir->directory, name);

	if (!entry || &entry->node->vnode != vnode)
		return -ENOENT;
	directory_remove(&dir->directory, ramfs_memory_of(dir), entry);
	ramfs_node_unlinked(ramfs_node(vnode), links);
	ramfs_node_modified(dir);
	return 0;
}

static int unlink(struct uk_vnode *dir, const struct uk_name *name,
		  struct uk_vnode *vnode)
{
	return leave(dir, name, vnode, 1);
}

static int remove_directory(struct uk_vnode *dir, const struct uk_name *name,
			    struct uk_vnode *vnode)
{
	int error;

	if (ramfs_node(vnode)->directory.count)
		return -ENOTEMPTY;
	error = leave(dir, name, vnode, 2);
	if (!error)
		ramfs_node(dir)->links--;
	return error;
}

static int readdir(struct uk_vfs_file *file, int64_t position,
		   uk_vfs_emit emit, void *context)
{
	struct ramfs_node *dir = ramfs_node(file->vnode);
	struct entry *entry;

	/* slot n is at n + 2 */
	if (!uk_vfs_emit_dots(file, &position, emit, context))
		return 0;
	while ((entry = directory_next(&dir->directory,
				       (uint64_t)position - 2))) {
		struct uk_vnode *vnode = &entry->node->vnode;

		position = (int64_t)entry->slot + 3;
		if (!emit(context,
			  &(struct uk_name){ entry->name, entry->length },
			  vnode->inode, vnode->mode, position))
			break;
	}
	ramfs_node_accessed(dir);
	return 0;
}

const struct uk_vnode_ops ramfs_directory_ops = {
	.lookup = lookup,
	.create = create,
	.mkdir = make_directory,
	.symlink = make_link,
	.link = add_name,
	.unlink = unlink,
	.rmdir = remove_directory,
	.rename = ramfs_rename,
	.readdir = readdir,
	.stat = ramfs_stat,
	.set = ramfs_set,
	.release = ramfs_release,
};
