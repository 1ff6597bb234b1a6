/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A file system for tests: as simple as can be, and its operations can sleep, or have
 * something else happen, before and after what they do.
 */
#ifndef VFS_TESTS_MODELFS_H
#define VFS_TESTS_MODELFS_H

#include <uk/vfs.h>

#define MODEL_CONTENT 64

struct model_entry {
	struct model_entry *next;
	struct model_node *node;
	struct uk_name name;
	char text[UK_NAME_MOST];
};

struct model_node {
	struct uk_vnode vnode;
	unsigned int links; /* while there are any, one of the vnode's shares */
	struct model_entry *entries; /* of a directory */
	char *target;		     /* of a symbolic link */
	char content[MODEL_CONTENT];
};

struct model {
	struct model_node *root; /* of the last mount */
	uint64_t inode_last;
	unsigned int nodes;  /* in memory, of all mounts */
	unsigned int calls;  /* of its operations */
	unsigned int opened; /* open files */
	unsigned int syncs;
	unsigned int unmounts;
	int next_error; /* what the next change of names returns, before it did anything */
	bool asks_again; /* mounts from now on have UK_MOUNT_NO_NAMES */
	void (*pause)(void);
};

extern struct model model;

struct model_node *model_find(struct model_node *dir, const char *name);

#endif /* VFS_TESTS_MODELFS_H */
