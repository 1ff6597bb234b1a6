/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names made and removed: mknod, mkdir, symlink, link, unlink, rmdir.
 */
#include "internal.h"

/* ---- making ---- */

/* What is to be made; `ops` of the directory do it. */
struct making {
	uint32_t mode;		     /* with its kind */
	uint64_t device_number;
	const struct uk_name *target; /* of a symbolic link */
	struct uk_vnode *linked;      /* gets another name */
};

static int call_make(struct uk_vnode *dir, const struct uk_name *name,
		     const struct making *what, struct uk_vnode **made)
{
	const struct uk_vnode_ops *ops = dir->ops;

	if (what->linked) {
		if (!ops->link)
			return -EPERM;
		uk_vnode_get(what->linked);
		*made = what->linked;
		return ops->link(dir, name, what->linked);
	}
	switch (what->mode & UK_S_IFMT) {
	case UK_S_IFDIR:
		return !ops->mkdir ? -EPERM :
				     ops->mkdir(dir, name, what->mode & 07777,
						made);
	case UK_S_IFLNK:
		return !ops->symlink ? -EPERM :
				       ops->symlink(dir, name, what->target,
						    made);
	default:
		return !ops->create ? -EPERM :
				      ops->create(dir, name, what->mode,
						  what->device_number, made);
	}
}

/* Behind the negative dentry `*child`, which may be changed for another. */
static int make(struct uk_dentry *dir, const struct vfs_name *name,
		struct uk_dentry **child, const struct making *what)
{
	struct uk_vnode *made = NULL;
	struct vfs_question question;
	int error = vfs_check_writable(dir->mount);

	if (!error && dir->is_removed)
		error = -ENOENT;
	if (error)
		return error;
	vfs_ask(&question, dir, name);
	error = VFS_CALL(dir->mount,
			 call_make(dir->vnode, &name->name, what, &made));
	vfs_answered(&question);
	if (error) {
		if (error == -EEXIST && !(*child)->vnode)
			vfs_dentry_forget(*child);
		if (what->linked && made)
			uk_vnode_put(made);
		return error;
	}
	vfs_changed(dir, name, question.is_stale ? NULL : *child);
	if (UK_LIKELY(!(*child)->vnode)) {
		(*child)->vnode = made;
		return 0;
	}
	/* Others have made, and perhaps removed, it meanwhile. */
	uk_dentry_put(*child);
	*child = vfs_dentry_new(dir, name, made, dir->mount);
	if (*child)
		return 0;
	uk_vnode_put(made);
	return -ENOMEM;
}

int vfs_create(struct uk_dentry *dir, const struct vfs_name *name,
	       struct uk_dentry **child, uint32_t mode, uint64_t device_number)
{
	struct making what = { .mode = mode, .device_number = device_number };

	return make(dir, name, child, &what);
}

/* `walk` was begun; as mkdir() and the others say of what is there already. */
static int make_at(struct vfs_walk *walk, const struct making *what)
{
	struct uk_dentry *child;
	int error = vfs_walk_parent(walk);

	if (error)
		return error;
	if (vfs_last_kind(walk) != VFS_LAST_NAME)
		return -EEXIST;
	vfs_walk_hold(walk);
	error = vfs_find(walk->at, &walk->name, &child);
	if (error)
		return error;
	if (child->vnode)
		error = -EEXIST;
	else if (vfs_last_slash(walk) && (what->linked ||
				 (what->mode & UK_S_IFMT) != UK_S_IFDIR))
		error = -ENOENT;
	else if (what->linked && what->linked->mount != walk->at->mount)
		error = -EXDEV;
	else
		error = make(walk->at, &walk->name, &child, what);
	if (child)
		uk_dentry_put(child);
	return error;
}

static int make_path(struct uk_dentry *from, const char *path,
		     const struct making *what)
{
	struct vfs_walk walk;
	int error = vfs_walk_begin(&walk, from, path);

	if (!error)
		error = make_at(&walk, what);
	vfs_walk_end(&walk);
	return error;
}

int uk_vfs_make(struct uk_dentry *from, const char *path, uint32_t mode,
		uint64_t device_number)
{
	struct making what = { .mode = mode & (UK_S_IFMT | 07777) };

	switch (mode & UK_S_IFMT) {
	case 0:
		what.mode |= UK_S_IFREG;
		break;
	case UK_S_IFCHR:
	case UK_S_IFBLK:
		what.device_number = device_number;
		break;
	case UK_S_IFREG:
	case UK_S_IFIFO:
	case UK_S_IFSOCK:
		break;
	default:
		return -EINVAL;
	}
	return make_path(from, path, &what);
}

int uk_vfs_mkdir(struct uk_dentry *from, const char *path, uint32_t mode)
{
	struct making what = { .mode = UK_S_IFDIR | (mode & 07777) };

	return make_path(from, path, &what);
}

int uk_vfs_symlink(const char *target, struct uk_dentry *from, const char *path)
{
	struct uk_name text = { target, strnlen(target, UK_PATH_MOST) };
	struct making what = { .mode = UK_S_IFLNK, .target = &text };

	if (!text.length)
		return -ENOENT;
	if (text.length == UK_PATH_MOST)
		return -ENAMETOOLONG;
	return make_path(from, path, &what);
}

int uk_vfs_link(struct uk_dentry *from, const char *path, uint32_t flags,
		struct uk_dentry *to_from, const char *to_path)
{
	struct making what = { 0 };
	struct uk_dentry *old;
	int error = uk_vfs_walk(from, path, flags, &old);

	if (error)
		return error;
	what.linked = old->vnode;
	if (vfs_dentry_is_directory(old))
		error = -EPERM;
	else
		error = make_path(to_from, to_path, &what);
	uk_dentry_put(old);
	return error;
}

/* ---- removing ---- */

static int remove(struct uk_dentry *dir, const struct vfs_name *name,
		  struct uk_dentry *child)
{
	const struct uk_vnode_ops *ops = dir->vnode->ops;
	int (*operation)(struct uk_vnode *, const struct uk_name *,
			 struct uk_vnode *) =
		vfs_dentry_is_directory(child) ? ops->rmdir : ops->unlink;
	struct vfs_question question;
	int error = vfs_check_writable(dir->mount);

	if (error)
		return error;
	if (child->mounted)
		return -EBUSY;
	if (!operation)
		return -EPERM;
	vfs_ask(&question, dir, name);
	error = VFS_CALL(dir->mount, operation(dir->vnode, &name->name,
					       child->vnode));
	vfs_answered(&question);
	if (error) {
		if (error == -ENOENT) /* another thread was faster */
			vfs_dentry_forget(child);
		return error;
	}
	vfs_changed(dir, name, child);
	vfs_dentry_remove(child, !question.is_stale);
	return 0;
}

/* Why a path's last name is not one that can be removed: 0 if it is. */
static int check_last(const struct vfs_walk *walk, bool directory)
{
	if (vfs_last_kind(walk) == VFS_LAST_NAME)
		return 0;
	if (!directory)
		return -EISDIR;
	if (vfs_last_kind(walk) == VFS_LAST_DOT_DOT)
		return -ENOTEMPTY;
	return walk->name.name.length ? -EINVAL : -EBUSY;
}

static int remove_at(struct vfs_walk *walk, bool directory)
{
	struct uk_dentry *child;
	int error = vfs_walk_parent(walk);

	if (!error)
		error = check_last(walk, directory);
	if (error)
		return error;
	vfs_walk_hold(walk);
	error = vfs_find(walk->at, &walk->name, &child);
	if (error)
		return error;
	if (!child->vnode)
		error = -ENOENT;
	else if (directory && !vfs_dentry_is_directory(child))
		error = -ENOTDIR;
	else if (!directory && vfs_dentry_is_directory(child))
		error = -EISDIR;
	else if (!directory && vfs_last_slash(walk))
		error = -ENOTDIR;
	else
		error = remove(walk->at, &walk->name, child);
	uk_dentry_put(child);
	return error;
}

static int remove_path(struct uk_dentry *from, const char *path, bool directory)
{
	struct vfs_walk walk;
	int error = vfs_walk_begin(&walk, from, path);

	if (!error)
		error = remove_at(&walk, directory);
	vfs_walk_end(&walk);
	return error;
}

int uk_vfs_unlink(struct uk_dentry *from, const char *path)
{
	return remove_path(from, path, false);
}

int uk_vfs_rmdir(struct uk_dentry *from, const char *path)
{
	return remove_path(from, path, true);
}
