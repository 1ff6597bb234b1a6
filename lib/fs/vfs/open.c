/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Opening.
 */
#include "internal.h"

#define DONE_BY_OPENING                                              \
	(UK_O_CREAT | UK_O_EXCL | UK_O_NOCTTY | UK_O_TRUNC | UK_O_CLOEXEC)
/* What O_PATH leaves of the flags (open(2)) */
#define WITH_PATH (UK_O_PATH | UK_O_DIRECTORY | UK_O_NOFOLLOW)

/* With O_CREAT: to the file, which is made if there is none. */
static int find_or_create(struct vfs_walk *walk, uint32_t flags, uint32_t mode,
			  bool *is_new)
{
	struct uk_dentry *child;
	int error;

again:
	error = vfs_walk_parent(walk);
	if (error)
		return error;
	if (vfs_last_kind(walk) != VFS_LAST_NAME)
		return flags & UK_O_EXCL ? -EEXIST : -EISDIR;
	if (vfs_last_slash(walk))
		return -EISDIR;
	vfs_walk_hold(walk);
	do {
		error = vfs_find(walk->at, &walk->name, &child);
		if (error)
			return error;
		if (child->vnode)
			break;
		error = vfs_create(walk->at, &walk->name, &child,
				   UK_S_IFREG | mode, 0);
		*is_new = !error;
		if (error && child)
			uk_dentry_put(child);
		/* Another thread, or host, was faster. */
	} while (error == -EEXIST && !(flags & UK_O_EXCL));
	if (error)
		return error;
	if (!*is_new && flags & UK_O_EXCL) {
		error = -EEXIST;
	} else if (vfs_is_link(child) && !(flags & UK_O_NOFOLLOW)) {
		error = vfs_walk_follow(walk, child);
		uk_dentry_put(child);
		if (!error)
			goto again;
		return error;
	}
	if (error) {
		uk_dentry_put(child);
		return error;
	}
	vfs_walk_take(walk, child);
	walk->at = vfs_top(child);
	return 0;
}

static int find(struct vfs_walk *walk, uint32_t flags)
{
	return vfs_walk_all(
		walk, (flags & UK_O_NOFOLLOW ? UK_VFS_NO_FOLLOW : 0) |
			      (flags & UK_O_DIRECTORY ? UK_VFS_DIRECTORY : 0));
}

static int check_flags(uint32_t flags)
{
	if ((flags & UK_O_ACCMODE) == UK_O_ACCMODE)
		return -EINVAL;
	if (flags & UK_O_CREAT && flags & UK_O_DIRECTORY)
		return -EINVAL;
	return 0;
}

/* Whether a file of this kind can be opened as `flags` say. */
static int check_kind(const struct uk_vnode *vnode, uint32_t flags)
{
	bool writes = (flags & UK_O_ACCMODE) != UK_O_RDONLY ||
		      flags & UK_O_TRUNC;

	switch (vnode->mode & UK_S_IFMT) {
	case UK_S_IFREG:
		return writes ? vfs_check_writable(vnode->mount) : 0;
	case UK_S_IFDIR:
		return writes || flags & UK_O_CREAT ? -EISDIR : 0;
	case UK_S_IFLNK:
		return -ELOOP;
	case UK_S_IFIFO:
		return UK_TABLE_COUNT(uk_vfs_fifo_openers) ? 0 : -ENXIO;
	default:
		/* A device or socket that nobody here stands behind */
		return vnode->ops->open ? 0 : -ENXIO;
	}
}

static const struct uk_file_ops *ops_for(const struct uk_vnode *vnode,
					 uint32_t flags)
{
	if (flags & UK_O_PATH)
		return &vfs_path_ops;
	return uk_vnode_is_directory(vnode) ? &vfs_directory_ops :
					      &vfs_file_ops;
}

static int open_fifo(struct uk_vfs_file *file)
{
	UK_TABLE_FOR_EACH(uk_vfs_fifo_openers, opener)
		return (*opener)(file);
	return -ENXIO;
}

static int truncate(struct uk_vnode *vnode)
{
	struct uk_attributes empty = { .which = UK_ATTRIBUTE_SIZE };

	if ((vnode->mode & UK_S_IFMT) != UK_S_IFREG)
		return 0;
	return uk_vnode_set(vnode, &empty);
}

/* Opens what `walk` has come to. */
static int open_at(struct vfs_walk *walk, uint32_t flags, bool is_new,
		   struct uk_file **opened)
{
	struct uk_vnode *vnode = walk->at->vnode;
	struct uk_file *instead = NULL;
	struct uk_vfs_file *file;
	int error = 0;

	file = vfs_file_take();
	if (!file)
		return -ENOMEM;
	*file = (struct uk_vfs_file){ .vnode = vnode, .dentry = walk->at };
	uk_dentry_get(walk->at);
	uk_file_init(&file->file, ops_for(vnode, flags),
		     flags & ~DONE_BY_OPENING);
	if (!(flags & UK_O_PATH)) {
		if (flags & UK_O_TRUNC && !is_new)
			error = truncate(vnode);
		if (!error && (vnode->mode & UK_S_IFMT) == UK_S_IFIFO)
			error = open_fifo(file);
		else if (!error && vnode->ops->open)
			error = VFS_CALL(vnode->mount,
					 vnode->ops->open(file, &instead));
	}
	if (!error && !instead) {
		uk_list_add(&file->opened, &vfs_files);
		*opened = &file->file;
		return 0;
	}
	uk_dentry_put(file->dentry);
	vfs_file_give(file);
	*opened = instead;
	return error;
}

int uk_vfs_open(struct uk_dentry *from, const char *path, uint32_t flags,
		uint32_t mode, struct uk_file **file)
{
	struct vfs_walk walk;
	bool is_new = false;
	int error;

	if (flags & UK_O_PATH)
		flags &= WITH_PATH;
	error = check_flags(flags);
	if (error)
		return error;
	error = vfs_walk_begin(&walk, from, path);
	if (!error)
		error = UK_UNLIKELY(flags & UK_O_CREAT) ?
				find_or_create(&walk, flags, mode & 07777,
					       &is_new) :
				find(&walk, flags);
	if (!error && !is_new && !(flags & UK_O_PATH))
		error = check_kind(walk.at->vnode, flags);
	if (!error)
		error = open_at(&walk, flags, is_new, file);
	vfs_walk_end(&walk);
	return error;
}
