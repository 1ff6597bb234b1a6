/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the suites share: a file system of its own for each case, at /t, and short names
 * for calls on paths in it.
 */
#ifndef VFS_TESTS_FIXTURE_H
#define VFS_TESTS_FIXTURE_H

#include <uk/errno.h>
#include <uk/string.h>
#include <uk/test.h>

#include "modelfs.h"

/* /t, with a share */
extern struct uk_dentry *here;

extern unsigned int nodes_before;

static inline void begin(void)
{
	model.pause = NULL;
	model.next_error = 0;
	if (!uk_mount_first)
		uk_vfs_mount("none", "/", "model", NULL);
	uk_vfs_mkdir(NULL, "/t", 0755);
	nodes_before = model.nodes;
	UK_EXPECT_EQ(uk_vfs_mount("none", "/t", "model", NULL), 0);
	UK_EXPECT_EQ(uk_vfs_walk(NULL, "/t", 0, &here), 0);
}

/* All is given back: nothing of /t is in use any more, and no node of it in memory. */
static inline void end(void)
{
	model.pause = NULL;
	uk_dentry_put(here);
	UK_EXPECT_EQ(uk_vfs_unmount("/t"), 0);
	UK_EXPECT_EQ(model.nodes, nodes_before);
	UK_EXPECT_EQ(model.opened, 0);
}

/* A new, empty file, or the error */
int make_file(const char *path);
int open_flags(const char *path, uint32_t flags, struct uk_file **file);
/* Opens and closes. */
int try_open(const char *path, uint32_t flags);
/* 0, or the error of stat(), or of lstat() */
int is_there(const char *path);
int is_there_itself(const char *path);
uint64_t inode_of(const char *path);
uk_ssize_t read_text(struct uk_file *file, char *to, size_t size,
		     int64_t offset);
uk_ssize_t write_text(struct uk_file *file, const char *text, int64_t offset);
/* Whether the path of the dentry, or its error, is this. */
bool path_is(struct uk_dentry *dentry, const char *path);

static inline int mkdir(const char *path)
{
	return uk_vfs_mkdir(here, path, 0755);
}

static inline int symlink(const char *target, const char *path)
{
	return uk_vfs_symlink(target, here, path);
}

static inline int link(const char *path, const char *to)
{
	return uk_vfs_link(here, path, UK_VFS_NO_FOLLOW, here, to);
}

static inline int unlink(const char *path)
{
	return uk_vfs_unlink(here, path);
}

static inline int rmdir(const char *path)
{
	return uk_vfs_rmdir(here, path);
}

static inline int rename_to(const char *path, const char *to)
{
	return uk_vfs_rename(here, path, here, to, 0);
}

#endif /* VFS_TESTS_FIXTURE_H */
