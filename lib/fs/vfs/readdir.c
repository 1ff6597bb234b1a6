/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A directory's entries in the layout of getdents64().
 */
#include "internal.h"

#define HEAD offsetof(struct uk_dirent, name)

struct reading {
	char *to;
	size_t left;
	int64_t next; /* the place behind the last entry that was stored */
	bool is_full;
};

static bool store(void *context, const struct uk_name *name, uint64_t inode,
		  uint32_t mode, int64_t next)
{
	struct reading *reading = context;
	size_t length = UK_ALIGN_UP(HEAD + name->length + 1, 8u);
	struct uk_dirent head = {
		.inode = inode,
		.next = next,
		.length = (uint16_t)length,
		.kind = (uint8_t)((mode & UK_S_IFMT) >> 12),
	};

	if (length > reading->left) {
		reading->is_full = true;
		return false;
	}
	/* Its last bytes first: the 0, and what is behind it */
	memset(reading->to + length - 8, 0, 8);
	memcpy(reading->to, &head, HEAD);
	memcpy(reading->to + HEAD, name->text, name->length);
	reading->to += length;
	reading->left -= length;
	reading->next = next;
	return true;
}

static int call(struct uk_vfs_file *file, struct reading *reading)
{
	struct uk_vnode *vnode = file->vnode;

	if (!uk_vnode_is_directory(vnode) || !vnode->ops->readdir)
		return -ENOTDIR;
	if (file->dentry->is_removed)
		return -ENOENT;
	return VFS_CALL(vnode->mount, vnode->ops->readdir(file, file->position,
							  store, reading));
}

uk_ssize_t uk_vfs_readdir(struct uk_vfs_file *file, void *to, size_t size)
{
	struct reading reading = { .to = to, .left = size };
	uk_ssize_t result;

	vfs_position_lock(file);
	result = call(file, &reading);
	if (reading.left < size) {
		/* An error behind some entries is the next call's. */
		file->position = reading.next;
		result = (uk_ssize_t)(size - reading.left);
	} else if (!result && reading.is_full) {
		result = -EINVAL;
	}
	vfs_position_unlock(file);
	return result;
}

bool uk_vfs_emit_dots(struct uk_vfs_file *file, int64_t *position,
		      uk_vfs_emit emit, void *context)
{
	static const struct uk_name dot = { ".", 1 }, dots = { "..", 2 };
	struct uk_dentry *at = file->dentry;

	if (*position == 0) {
		if (!emit(context, &dot, file->vnode->inode, UK_S_IFDIR, 1))
			return false;
		*position = 1;
	}
	if (*position == 1) {
		while (!at->parent && at->mount->covered)
			at = at->mount->covered;
		if (at->parent)
			at = at->parent;
		if (!emit(context, &dots, at->vnode->inode, UK_S_IFDIR, 2))
			return false;
		*position = 2;
	}
	return true;
}
