/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Asking a file system for a name that is not known. Others may change that very name while
 * it works, in which case what it said may be of before or after: it is asked again.
 */
#include "internal.h"

static struct uk_list_head questions = UK_LIST_HEAD_INIT(questions);

void vfs_ask(struct vfs_question *question, struct uk_dentry *dir,
	     const struct vfs_name *name)
{
	question->dir = dir->vnode;
	question->name = &name->name;
	question->is_stale = false;
	uk_list_add(&question->link, &questions);
}

void vfs_changed(struct uk_dentry *dir, const struct vfs_name *name,
		 const struct uk_dentry *by)
{
	struct uk_dentry *known = vfs_known(dir, name);
	struct vfs_question *question;

	if (known && known != by)
		vfs_dentry_forget(known);

	uk_list_for_each_entry(question, &questions, link)
		if (question->dir == dir->vnode &&
		    question->name->length == name->name.length &&
		    !memcmp(question->name->text, name->name.text,
			    name->name.length))
			question->is_stale = true;
}

/* 0 and the vnode, or NULL if there is no such name. */
static int lookup(struct uk_dentry *dir, const struct vfs_name *name,
		  struct uk_vnode **vnode)
{
	const struct uk_vnode_ops *ops = dir->vnode->ops;
	struct vfs_question question;
	int error;

	do {
		*vnode = NULL;
		if (dir->is_removed)
			return -ENOENT;
		if (!ops->lookup)
			return -ENOTDIR;
		vfs_ask(&question, dir, name);
		error = VFS_CALL(dir->mount, ops->lookup(dir->vnode, &name->name,
							 vnode));
		vfs_answered(&question);
		if (error) {
			*vnode = NULL;
			if (error != -ENOENT)
				return error;
		} else if (question.is_stale) {
			uk_vnode_put(*vnode);
		}
	} while (question.is_stale);
	return 0;
}

int vfs_find(struct uk_dentry *dir, const struct vfs_name *name,
	     struct uk_dentry **found)
{
	struct uk_dentry *known = vfs_known_for_sure(dir, name), *fresh;
	struct uk_vnode *vnode;
	int error;

	if (known) {
		uk_dentry_get(known);
		*found = known;
		return 0;
	}
	/* First, as this may sleep, too. */
	fresh = vfs_dentry_new(dir, name, NULL, dir->mount);
	if (!fresh)
		return -ENOMEM;
	error = lookup(dir, name, &vnode);
	if (error) {
		uk_dentry_put(fresh);
		return error;
	}
	known = vfs_known(dir, name);
	if (known && (known->vnode == vnode || !vfs_asks_again(dir))) {
		/* Another thread was faster, or it is still the same. */
		uk_dentry_get(known);
		*found = known;
		uk_dentry_put(fresh);
		if (vnode)
			uk_vnode_put(vnode);
		return 0;
	}
	if (known)
		vfs_dentry_forget(known);
	fresh->vnode = vnode;
	vfs_dentry_remember(fresh);
	*found = fresh;
	return 0;
}
