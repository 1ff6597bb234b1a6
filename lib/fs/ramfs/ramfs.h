/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the parts of ramfs know of each other. Nothing in it ever sleeps, so every
 * operation is one step to all other threads, and there is no lock.
 *
 * A node (file, directory, ...) lives as long as it has a name or an owner: all
 * its names together own one share of the vnode.
 */
#ifndef RAMFS_H
#define RAMFS_H

#include <uk/ramfs.h>

#include "content.h"
#include "directory.h"
#include "memory.h"

struct ramfs {
	struct ramfs_memory memory;
	uint64_t last_inode;
};

struct ramfs_node {
	struct uk_vnode vnode;
	uint32_t links;
	uint32_t uid;
	uint32_t gid;
	bool is_read; /* since it was changed */
	struct uk_timespec accessed;
	struct uk_timespec modified;
	struct uk_timespec changed;
	/* As the kind says; memory ends behind it. */
	union {
		struct content content;
		struct directory directory;
		uint64_t device_number;
		char target[8]; /* of a link: vnode.size bytes, a byte at least */
	};
};

static inline struct ramfs_node *ramfs_node(struct uk_vnode *vnode)
{
	return UK_CONTAINER_OF(vnode, struct ramfs_node, vnode);
}

static inline struct ramfs *ramfs_of(const struct ramfs_node *node)
{
	return node->vnode.mount->data;
}

static inline struct ramfs_memory *ramfs_memory_of(const struct ramfs_node *node)
{
	return &ramfs_of(node)->memory;
}

/*
 * A node without a name, of the caller; `target` is a link's. NULL: no space.
 * The names that it gets then are counted by ramfs_node_linked().
 */
struct ramfs_node *ramfs_node_new(struct uk_mount *mount, uint32_t mode,
				  const struct uk_name *target);
/* It got, or lost, `links` of its links; the first brings, and the last takes, the
 * share that its names have.
 */
void ramfs_node_linked(struct ramfs_node *node, uint32_t links);
void ramfs_node_unlinked(struct ramfs_node *node, uint32_t links);
/* Frees it, without what is below it. */
void ramfs_node_free(struct ramfs_node *node);

struct uk_timespec ramfs_now(void);

/*
 * It is read. As with Linux's "relatime" its time is that of the first reading after a
 * change: a look at the clock costs more than to read a few bytes.
 */
static inline void ramfs_node_accessed(struct ramfs_node *node)
{
	if (UK_LIKELY(node->is_read) ||
	    node->vnode.mount->flags & UK_MOUNT_NO_ATIME)
		return;
	node->accessed = ramfs_now();
	node->is_read = true;
}

/* Its content or entries, or (`changed` only) what stat() says of it, changed now. */
void ramfs_node_modified(struct ramfs_node *node);
void ramfs_node_changed(struct ramfs_node *node);

int ramfs_stat(struct uk_vnode *vnode, struct uk_stat *stat);
int ramfs_set(struct uk_vnode *vnode, const struct uk_attributes *attributes);
void ramfs_release(struct uk_vnode *vnode);

int ramfs_rename(struct uk_vnode *dir, const struct uk_name *name,
		 struct uk_vnode *vnode, struct uk_vnode *to_dir,
		 const struct uk_name *to_name, struct uk_vnode *target,
		 uint32_t flags);

extern const struct uk_vnode_ops ramfs_directory_ops;
extern const struct uk_vnode_ops ramfs_file_ops;
extern const struct uk_vnode_ops ramfs_special_ops; /* links, devices, ... */

#endif /* RAMFS_H */
