/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rename(), in one operation: whatever happens, the file has its old name or the new one,
 * and what had the new name before is there or is gone.
 */
#include "ext4.h"

struct end {
	struct ext4_node *dir;
	const struct uk_name *name;
	struct ext4_node *node; /* what has the name; NULL: nothing */
};

static int find(const struct end *end, struct ext4_entry *entry)
{
	return ext4_entry_find_of(end->dir, end->name, end->node, entry);
}

static int point_to(const struct end *end, struct ext4_node *node)
{
	struct ext4_entry entry;
	int error = find(end, &entry);

	if (error)
		return error;
	error = ext4_entry_set(end->dir, &entry, node);
	uk_block_put(entry.block);
	return error;
}

static int remove_entry(const struct end *end)
{
	struct ext4_entry entry;
	int error = find(end, &entry);

	if (error)
		return error;
	error = ext4_entry_remove(end->dir, &entry);
	uk_block_put(entry.block);
	return error;
}

/* A directory's ".." leads to `parent` now. */
static int set_parent(struct ext4_node *dir, struct ext4_node *parent)
{
	static const struct uk_name dot_dot = { "..", 2 };
	struct ext4_entry entry;
	int error = ext4_entry_find_linear(dir, &dot_dot, &entry);

	if (error)
		return error == -ENOENT ? -EUCLEAN : error;
	error = ext4_entry_set(dir, &entry, parent);
	uk_block_put(entry.block);
	return error;
}

static int check_target(const struct end *from, const struct end *to)
{
	struct ext4_entry entry;
	int error;

	if (to->node) {
		error = find(to, &entry);
		if (!error)
			uk_block_put(entry.block);
		if (!error && uk_vnode_is_directory(&to->node->vnode)) {
			int empty = ext4_dir_is_empty(to->node);

			error = empty < 0 ? empty : empty ? 0 : -ENOTEMPTY;
		}
		return error;
	}
	error = ext4_entry_find(to->dir, to->name, &entry);
	if (!error) {
		uk_block_put(entry.block);
		return -EEXIST;
	}
	if (error != -ENOENT)
		return error;
	if (to->dir->raw.i_links_count == 0)
		return -ENOENT;
	return uk_vnode_is_directory(&from->node->vnode) &&
			       from->dir != to->dir ?
		       ext4_links_check(to->dir) :
		       0;
}

static void touch(struct ext4_node *dir)
{
	ext4_touch(dir, EXT4_MTIME | EXT4_CTIME);
	ext4_node_changed(dir);
}

static int exchange(const struct end *from, const struct end *to)
{
	bool from_is_dir = uk_vnode_is_directory(&from->node->vnode);
	bool to_is_dir = uk_vnode_is_directory(&to->node->vnode);
	int error = point_to(from, to->node);

	if (!error) {
		/* In one directory with equal names of one inode it would find itself. */
		error = point_to(to, from->node);
	}
	if (!error && from->dir != to->dir && from_is_dir)
		error = set_parent(from->node, to->dir);
	if (!error && from->dir != to->dir && to_is_dir)
		error = set_parent(to->node, from->dir);
	if (error)
		return error;
	if (from->dir != to->dir && from_is_dir != to_is_dir) {
		ext4_links_add(from->dir, from_is_dir ? -1 : 1);
		ext4_links_add(to->dir, from_is_dir ? 1 : -1);
	}
	ext4_touch(to->node, EXT4_CTIME);
	ext4_node_changed(to->node);
	return 0;
}

static int move(const struct end *from, const struct end *to)
{
	bool directory = uk_vnode_is_directory(&from->node->vnode);
	int error = to->node ? point_to(to, from->node) :
			       ext4_entry_add(to->dir, to->name, from->node);

	/* Adding may have moved it within the directory: it is looked for again. */
	if (!error)
		error = remove_entry(from);
	if (!error && directory && from->dir != to->dir)
		error = set_parent(from->node, to->dir);
	if (error)
		return error;
	if (directory && from->dir != to->dir) {
		ext4_links_add(from->dir, -1);
		ext4_links_add(to->dir, 1);
	}
	if (to->node) {
		if (directory)
			ext4_links_add(to->dir, -1);
		ext4_unname(to->node);
	}
	return 0;
}

static int rename_in(const struct end *from, const struct end *to,
		     uint32_t flags)
{
	struct ext4_entry entry;
	int error = find(from, &entry);

	if (error)
		return error;
	uk_block_put(entry.block);
	if (flags & UK_RENAME_EXCHANGE) {
		error = to->node ? find(to, &entry) : -ENOENT;
		if (error)
			return error;
		uk_block_put(entry.block);
		error = exchange(from, to);
	} else {
		error = check_target(from, to);
		if (!error)
			error = move(from, to);
	}
	if (error)
		return error;
	touch(from->dir);
	touch(to->dir);
	ext4_touch(from->node, EXT4_CTIME);
	ext4_node_changed(from->node);
	return 0;
}

int ext4_rename(struct uk_vnode *dir, const struct uk_name *name,
		struct uk_vnode *vnode, struct uk_vnode *to_dir,
		const struct uk_name *to_name, struct uk_vnode *target,
		uint32_t flags)
{
	struct end from = { ext4_node_of(dir), name, ext4_node_of(vnode) };
	struct end to = { ext4_node_of(to_dir), to_name,
			  target ? ext4_node_of(target) : NULL };
	struct ext4 *ext4 = ext4_of(from.dir);
	int error;

	if (flags & UK_RENAME_NOREPLACE && target)
		return -EEXIST;
	error = ext4_begin(ext4, EXT4_NAME_SPACE);
	return error ? error :
		       ext4_end(ext4, rename_in(&from, &to, flags));
}
