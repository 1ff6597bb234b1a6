/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the calls share: where a path starts, and what a descriptor stands for.
 */
#ifndef FSCALLS_PLACE_H
#define FSCALLS_PLACE_H

#include <uk/fscalls.h>

/* The current directory, with a share; NULL: the root, which it is at first. */
extern struct uk_dentry *uk_fscalls_current;
extern uint32_t uk_fscalls_mask;

/*
 * Where `path` starts that was given with `at`: 0 with a share in *from (NULL: the
 * root, or it does not matter), -EFAULT, -ENOENT (an empty path), -EBADF, -ENOTDIR.
 */
int uk_fscalls_start(int at, const char *path, struct uk_dentry **from);

static inline void uk_fscalls_end(struct uk_dentry *from)
{
	if (from)
		uk_dentry_put(from);
}

/* Whether "" is given with UK_AT_EMPTY_PATH (NULL counts as ""). */
static inline bool uk_fscalls_is_itself(const char *path, int flags)
{
	return flags & UK_AT_EMPTY_PATH && (!path || !*path);
}

/*
 * The open file behind `fd`, with a share in *file, that can be written, truncated,
 * synced: -EBADF if it was opened with O_PATH only; `other` if it is none of the vfs.
 */
int uk_fscalls_file(int fd, int other, struct uk_vfs_file **file);

static inline void uk_fscalls_put(struct uk_vfs_file *file)
{
	uk_file_put(&file->file);
}

static inline uint32_t uk_fscalls_follow(int flags)
{
	return flags & UK_AT_SYMLINK_NOFOLLOW ? UK_VFS_NO_FOLLOW : 0;
}

#endif /* FSCALLS_PLACE_H */
