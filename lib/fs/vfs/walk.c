/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From a path to a dentry (POSIX.1-2017, 4.13). As long as names are known nothing
 * sleeps, and the walk goes on without taking shares.
 */
#include <uk/alloc.h>

#include "internal.h"

/* MAXSYMLINKS of Linux (linux/namei.h) */
#define LINKS_MOST 40u

void vfs_walk_end(struct vfs_walk *walk)
{
	if (walk->held)
		uk_dentry_put(walk->held);
	if (UK_UNLIKELY(walk->link != NULL))
		uk_free(uk_alloc_default(), walk->link);
}

void vfs_walk_hold(struct vfs_walk *walk)
{
	if (walk->held == walk->at)
		return;
	uk_dentry_get(walk->at);
	vfs_walk_take(walk, walk->at);
}

void vfs_walk_take(struct vfs_walk *walk, struct uk_dentry *dentry)
{
	struct uk_dentry *old = walk->held;

	walk->held = dentry;
	walk->at = dentry;
	if (old)
		uk_dentry_put(old);
}

/* Cuts off the next name, which is empty if there are none but slashes. */
static __uk_always_inline void cut(struct vfs_walk *walk)
{
	const char *start = walk->path, *end;
	uint32_t hash = VFS_HASH_START;
	uint8_t byte;

	while (*start == '/')
		start++;
	for (end = start;; end++) {
		byte = (uint8_t)*end;
		/* One comparison for most bytes */
		if (UK_UNLIKELY(byte <= '/') && (byte == '/' || !byte))
			break;
		hash = VFS_HASH_ADD(hash, byte);
	}
	walk->name = (struct vfs_name){ { start, (size_t)(end - start) }, hash };
	while (*end == '/')
		end++;
	walk->path = end;
}

static struct uk_dentry *above(struct uk_dentry *at)
{
	while (!at->parent && at->mount->covered)
		at = at->mount->covered;
	return at->parent ? vfs_top(at->parent) : at;
}

int vfs_walk_follow(struct vfs_walk *walk, struct uk_dentry *link)
{
	size_t rest = strlen(walk->path);
	struct uk_vnode *vnode = link->vnode;
	uk_ssize_t length;
	char *text;

	if (++walk->links > LINKS_MOST)
		return -ELOOP;
	if (!vnode->ops->readlink)
		return -EINVAL;
	text = uk_malloc(uk_alloc_default(), UK_PATH_MOST + rest + 2);
	if (!text)
		return -ENOMEM;
	uk_dentry_get(link);
	vfs_walk_hold(walk);
	length = VFS_CALL(link->mount,
			  vnode->ops->readlink(vnode, text, UK_PATH_MOST));
	uk_dentry_put(link);
	if (length <= 0 || (size_t)length >= UK_PATH_MOST) {
		uk_free(uk_alloc_default(), text);
		return length < 0 ? (int)length :
		       length	  ? -ENAMETOOLONG :
				    -ENOENT;
	}
	if (vfs_last_slash(walk))
		text[length++] = '/';
	memcpy(text + length, walk->path, rest + 1);
	uk_free(uk_alloc_default(), walk->link);
	walk->link = text;
	walk->path = text;
	walk->limit = text + UK_PATH_MOST + rest + 2;
	if (*text == '/')
		walk->at = vfs_root;
	return 0;
}

/* Whether the name that was cut can be looked for in `at`. */
static int check(const struct vfs_walk *walk)
{
	if (walk->name.name.length > UK_NAME_MOST || walk->path >= walk->limit)
		return -ENAMETOOLONG;
	return vfs_dentry_is_directory(walk->at) ? 0 : -ENOTDIR;
}

/*
 * From `at` to the name that was cut: 0, or 1 if it was a symbolic link, whose target
 * is now what is left of the path.
 */
static int step(struct vfs_walk *walk, bool follow)
{
	struct uk_dentry *child;
	int error;

	switch (vfs_last_kind(walk)) {
	case VFS_LAST_DOT_DOT:
		walk->at = above(walk->at);
		return 0;
	case VFS_LAST_DOT:
		return 0;
	case VFS_LAST_NAME:
		break;
	}
	vfs_walk_hold(walk);
	error = vfs_find(walk->at, &walk->name, &child);
	if (error)
		return error;
	if (!child->vnode) {
		error = -ENOENT;
	} else if (vfs_is_link(child) && follow) {
		error = vfs_walk_follow(walk, child);
		if (!error)
			error = 1;
	} else {
		vfs_walk_take(walk, child);
		walk->at = vfs_top(child);
		return 0;
	}
	uk_dentry_put(child);
	return error;
}

/* Where known names lead without more ado; NULL: step() has to see. */
static inline struct uk_dentry *known_directory(const struct vfs_walk *walk)
{
	struct uk_dentry *child = vfs_known_for_sure(walk->at, &walk->name);

	return child && vfs_dentry_is_directory(child) && !child->mounted ?
		       child :
		       NULL;
}

int vfs_walk_parent(struct vfs_walk *walk)
{
	for (;;) {
		struct uk_dentry *child;
		int error;

		cut(walk);
		if (!*walk->path)
			return check(walk);
		child = known_directory(walk);
		if (UK_LIKELY(child != NULL)) {
			walk->at = child;
			continue;
		}
		error = check(walk);
		if (!error)
			error = step(walk, true);
		if (error < 0)
			return error;
	}
}

int vfs_walk_all(struct vfs_walk *walk, uint32_t flags)
{
	struct uk_dentry *child;
	int error;

	do {
		error = vfs_walk_parent(walk);
		if (error)
			return error;
		child = vfs_known_for_sure(walk->at, &walk->name);
		if (child && !child->vnode)
			return -ENOENT;
		if (UK_LIKELY(child && !child->mounted && !vfs_is_link(child)))
			walk->at = child;
		else
			error = step(walk, !(flags & UK_VFS_NO_FOLLOW) ||
						   vfs_last_slash(walk));
	} while (error > 0);
	if (error)
		return error;
	if ((flags & UK_VFS_DIRECTORY || vfs_last_slash(walk)) &&
	    !vfs_dentry_is_directory(walk->at))
		return -ENOTDIR;
	return 0;
}

int vfs_walk_to(struct vfs_walk *walk, struct uk_dentry *from, const char *path,
		uint32_t flags)
{
	int error = vfs_walk_begin(walk, from, path);

	return error ? error : vfs_walk_all(walk, flags);
}

int uk_vfs_walk(struct uk_dentry *from, const char *path, uint32_t flags,
		struct uk_dentry **found)
{
	struct vfs_walk walk;
	int error = vfs_walk_to(&walk, from, path, flags);

	if (!error) {
		uk_dentry_get(walk.at);
		*found = walk.at;
	}
	vfs_walk_end(&walk);
	return error;
}
