/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rename(). A name that is replaced keeps its entry, so replacing a file, which is how
 * programs save safely, needs no memory and cannot fail for want of it.
 */
#include <uk/errno.h>

#include "ramfs.h"

static bool is_directory(const struct ramfs_node *node)
{
	return uk_vnode_is_directory(&node->vnode);
}

/* The ".." of a directory that moved */
static void move_up(const struct ramfs_node *node, struct ramfs_node *from,
		    struct ramfs_node *to)
{
	if (!is_directory(node))
		return;
	from->links--;
	to->links++;
}

static void exchange(struct ramfs_node *from, struct entry *entry,
		     struct ramfs_node *to, struct entry *to_entry)
{
	struct ramfs_node *node = entry->node;

	move_up(node, from, to);
	move_up(to_entry->node, to, from);
	entry->node = to_entry->node;
	to_entry->node = node;
	ramfs_node_changed(entry->node);
}

static int replace(struct ramfs_node *from, struct entry *entry,
		   struct ramfs_node *to, struct entry *to_entry)
{
	struct ramfs_node *gone = to_entry->node;

	if (is_directory(gone) && gone->directory.count)
		return -ENOTEMPTY;
	move_up(entry->node, from, to);
	if (is_directory(gone))
		to->links--;
	to_entry->node = entry->node;
	directory_remove(&from->directory, ramfs_memory_of(from), entry);
	ramfs_node_unlinked(gone, is_directory(gone) ? 2 : 1);
	return 0;
}

static int move(struct ramfs_node *from, struct entry *entry,
		struct ramfs_node *to, const struct uk_name *to_name)
{
	int error = directory_add(&to->directory, ramfs_memory_of(to), to_name,
				  entry->node);

	if (error)
		return error;
	move_up(entry->node, from, to);
	directory_remove(&from->directory, ramfs_memory_of(from), entry);
	return 0;
}

int ramfs_rename(struct uk_vnode *dir, const struct uk_name *name,
		 struct uk_vnode *vnode, struct uk_vnode *to_dir,
		 const struct uk_name *to_name, struct uk_vnode *target,
		 uint32_t flags)
{
	struct ramfs_node *from = ramfs_node(dir), *to = ramfs_node(to_dir);
	struct ramfs_node *node = ramfs_node(vnode);
	struct entry *entry = directory_find(&from->directory, name);
	struct entry *to_entry = directory_find(&to->directory, to_name);
	int error = 0;

	if (!entry || entry->node != node || !to->links)
		return -ENOENT;
	if (target ? !to_entry || to_entry->node != ramfs_node(target) :
		     to_entry != NULL)
		return target ? -ENOENT : -EEXIST;
	if (target && flags & UK_RENAME_NOREPLACE)
		return -EEXIST;
	if (!target && flags & UK_RENAME_EXCHANGE)
		return -ENOENT;
	if (target == vnode)
		return 0;
	if (flags & UK_RENAME_EXCHANGE)
		exchange(from, entry, to, to_entry);
	else if (to_entry)
		error = replace(from, entry, to, to_entry);
	else
		error = move(from, entry, to, to_name);
	if (error)
		return error;
	ramfs_node_changed(node);
	ramfs_node_modified(from);
	ramfs_node_modified(to);
	return 0;
}
