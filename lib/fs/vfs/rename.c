/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Renaming, with what POSIX and renameat2() say of its special cases.
 */
#include <uk/alloc.h>

#include "internal.h"

struct renaming {
	struct vfs_walk old, new;
	struct uk_dentry *source, *target; /* shares; target may be negative */
	struct vfs_question old_question, new_question;
	uint32_t flags;
};

/*
 * Directories that move to other directories do so one at a time: two of them at once
 * could each move below the other.
 */
#ifdef CONFIG_LIBVFS_THREADS
static struct uk_mutex moving;

static void moving_lock(void)
{
	uk_mutex_lock(&moving);
}

static void moving_unlock(void)
{
	uk_mutex_unlock(&moving);
}
#else
static void moving_lock(void)
{
}

static void moving_unlock(void)
{
}
#endif

static bool is_at_or_below(const struct uk_dentry *at,
			   const struct uk_dentry *dir)
{
	for (; at; at = at->parent)
		if (at->vnode == dir->vnode)
			return true;
	return false;
}

static int check_kinds(const struct renaming *r)
{
	bool directory = vfs_dentry_is_directory(r->source);
	bool to_directory = vfs_dentry_is_directory(r->target);

	/* A slash at the end of a name means a directory. */
	if (!directory && vfs_last_slash(&r->old))
		return -ENOTDIR;
	if (r->flags & UK_RENAME_EXCHANGE)
		return vfs_last_slash(&r->new) && !to_directory ? -ENOTDIR : 0;
	if (!directory && vfs_last_slash(&r->new))
		return -ENOTDIR;
	if (!r->target->vnode || directory == to_directory)
		return 0;
	return directory ? -ENOTDIR : -EISDIR;
}

static int check(const struct renaming *r)
{
	bool exchange = r->flags & UK_RENAME_EXCHANGE;
	int error;

	if (!r->source->vnode)
		return -ENOENT;
	if (r->flags & UK_RENAME_NOREPLACE && r->target->vnode)
		return -EEXIST;
	if (exchange && !r->target->vnode)
		return -ENOENT;
	if (is_at_or_below(r->new.at, r->source))
		return -EINVAL;
	if (r->target->vnode && is_at_or_below(r->old.at, r->target))
		return exchange ? -EINVAL : -ENOTEMPTY;
	error = check_kinds(r);
	if (error)
		return error;
	if (r->source->mounted || r->target->mounted)
		return -EBUSY;
	return r->new.at->is_removed ? -ENOENT : 0;
}

/* Whether it is what it was found as. */
static bool is_in_place(const struct uk_dentry *dentry,
			const struct vfs_walk *walk)
{
	return dentry->parent == walk->at &&
	       dentry->length == walk->name.name.length &&
	       !memcmp(dentry->name, walk->name.name.text, dentry->length);
}

/* The file system has done it: so must the dentries. `is_sure`: nobody else changed
 * these names meanwhile.
 */
static void settle(struct renaming *r, bool is_sure, char *memory,
		   char *target_memory)
{
	bool exchange = r->flags & UK_RENAME_EXCHANGE;

	vfs_changed(r->old.at, &r->old.name, is_sure ? r->source : NULL);
	vfs_changed(r->new.at, &r->new.name, is_sure ? r->target : NULL);
	if (!is_sure && (!is_in_place(r->source, &r->old) ||
			 !is_in_place(r->target, &r->new))) {
		uk_free(uk_alloc_default(), memory);
		uk_free(uk_alloc_default(), target_memory);
		return;
	}
	if (exchange) {
		vfs_dentry_move(r->target, r->old.at, &r->old.name,
				target_memory);
	} else {
		r->target->is_removed = true;
		vfs_dentry_forget(r->target);
	}
	vfs_dentry_move(r->source, r->new.at, &r->new.name, memory);
	/* Last, as it may sleep */
	if (!exchange && vfs_dentry_is_directory(r->target))
		vfs_dentry_drop_unused(r->target->mount, r->target);
}

static int call_rename(struct renaming *r)
{
	struct uk_vnode *dir = r->old.at->vnode;
	char *memory = NULL, *target_memory = NULL;
	int error;

	if (!dir->ops->rename)
		return -EXDEV;
	error = vfs_dentry_reserve(r->source, &r->new.name, &memory);
	if (!error && r->flags & UK_RENAME_EXCHANGE)
		error = vfs_dentry_reserve(r->target, &r->old.name,
					   &target_memory);
	/* Making room may have slept. */
	if (!error)
		error = check(r);
	if (!error)
		error = VFS_CALL(r->old.at->mount,
				 dir->ops->rename(dir, &r->old.name.name,
						  r->source->vnode,
						  r->new.at->vnode,
						  &r->new.name.name,
						  r->target->vnode, r->flags));
	if (error) {
		uk_free(uk_alloc_default(), memory);
		uk_free(uk_alloc_default(), target_memory);
		return error;
	}
	vfs_answered(&r->old_question);
	vfs_answered(&r->new_question);
	settle(r, !r->old_question.is_stale && !r->new_question.is_stale,
	       memory, target_memory);
	return 0;
}

static int rename(struct renaming *r)
{
	bool moves = r->old.at != r->new.at && r->source->vnode &&
		     (vfs_dentry_is_directory(r->source) ||
		      vfs_dentry_is_directory(r->target));
	int error;

	if (moves)
		moving_lock();
	error = check(r);
	if (!error)
		error = vfs_check_writable(r->old.at->mount);
	/* Two names of one file: nothing happens (POSIX). */
	if (!error && r->source->vnode != r->target->vnode)
		error = call_rename(r);
	if (moves)
		moving_unlock();
	return error;
}

static int find_both(struct renaming *r)
{
	int error;

	if (r->old.at->mount != r->new.at->mount)
		return -EXDEV;
	if (vfs_last_kind(&r->old) != VFS_LAST_NAME)
		return -EBUSY;
	if (vfs_last_kind(&r->new) != VFS_LAST_NAME)
		return r->flags & UK_RENAME_NOREPLACE ? -EEXIST : -EBUSY;
	vfs_walk_hold(&r->old);
	vfs_walk_hold(&r->new);
	vfs_ask(&r->old_question, r->old.at, &r->old.name);
	vfs_ask(&r->new_question, r->new.at, &r->new.name);
	error = vfs_find(r->old.at, &r->old.name, &r->source);
	if (!error) {
		error = vfs_find(r->new.at, &r->new.name, &r->target);
		if (!error) {
			error = rename(r);
			uk_dentry_put(r->target);
		}
		uk_dentry_put(r->source);
	}
	vfs_answered(&r->old_question);
	vfs_answered(&r->new_question);
	return error;
}

int uk_vfs_rename(struct uk_dentry *from, const char *path,
		  struct uk_dentry *to_from, const char *to_path,
		  uint32_t flags)
{
	struct renaming r;
	int error;

	if (flags & ~(UK_RENAME_NOREPLACE | UK_RENAME_EXCHANGE) ||
	    flags == (UK_RENAME_NOREPLACE | UK_RENAME_EXCHANGE))
		return -EINVAL;
	r.flags = flags;
	error = vfs_walk_begin(&r.old, from, path);
	if (!error)
		error = vfs_walk_parent(&r.old);
	if (!error) {
		/* The other walk may sleep. */
		vfs_walk_hold(&r.old);
		error = vfs_walk_begin(&r.new, to_from, to_path);
		if (!error)
			error = vfs_walk_parent(&r.new);
		if (!error)
			error = find_both(&r);
		vfs_walk_end(&r.new);
	}
	vfs_walk_end(&r.old);
	return error;
}
