/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Nodes: what files, directories and all else have in common.
 */
#include <uk/errno.h>
#include <uk/string.h>
#include <uk/time.h>

#include "ramfs.h"

struct uk_timespec ramfs_now(void)
{
	uint64_t now = uk_time_wall();

	return (struct uk_timespec){
		.seconds = (int64_t)(now / UK_TIME_SECOND),
		.nanoseconds = (int64_t)(now % UK_TIME_SECOND),
	};
}

/* Memory ends behind what the kind has. */
static size_t bytes_of(uint32_t mode, size_t target)
{
	size_t own = sizeof(uint64_t);

	if ((mode & UK_S_IFMT) == UK_S_IFREG)
		own = sizeof(struct content);
	else if ((mode & UK_S_IFMT) == UK_S_IFDIR)
		own = sizeof(struct directory);
	return offsetof(struct ramfs_node, content) + UK_MAX(own, target);
}

static size_t target_of(const struct ramfs_node *node)
{
	return (node->vnode.mode & UK_S_IFMT) == UK_S_IFLNK ?
		       (size_t)node->vnode.size :
		       0;
}

struct ramfs_node *ramfs_node_new(struct uk_mount *mount, uint32_t mode,
				  const struct uk_name *target)
{
	size_t bytes = bytes_of(mode, target ? target->length : 0);
	const struct uk_vnode_ops *ops = &ramfs_special_ops;
	struct ramfs *ramfs = mount->data;
	struct ramfs_node *node = ramfs_take(&ramfs->memory, bytes);

	if (!node)
		return NULL;
	memset(node, 0, bytes);
	if ((mode & UK_S_IFMT) == UK_S_IFREG)
		ops = &ramfs_file_ops;
	else if ((mode & UK_S_IFMT) == UK_S_IFDIR)
		ops = &ramfs_directory_ops;
	uk_vnode_init(&node->vnode, ops, mount, ++ramfs->last_inode, mode);
	if (target) {
		memcpy(node->target, target->text, target->length);
		node->vnode.size = (int64_t)target->length;
	}
	node->accessed = node->modified = node->changed = ramfs_now();
	return node;
}

void ramfs_node_linked(struct ramfs_node *node, uint32_t links)
{
	if (!node->links)
		uk_vnode_get(&node->vnode);
	node->links += links;
}

void ramfs_node_unlinked(struct ramfs_node *node, uint32_t links)
{
	node->links -= links;
	ramfs_node_changed(node);
	if (!node->links)
		uk_vnode_put(&node->vnode);
}

void ramfs_node_free(struct ramfs_node *node)
{
	struct ramfs_memory *memory = ramfs_memory_of(node);

	if ((node->vnode.mode & UK_S_IFMT) == UK_S_IFREG)
		content_cut(&node->content, memory, 0);
	ramfs_give(memory, node, bytes_of(node->vnode.mode, target_of(node)));
}

/* All below a directory, and itself. Only a root's still has names. */
static void free_tree(struct ramfs_node *dir)
{
	struct ramfs_memory *memory = ramfs_memory_of(dir);

	while (dir) {
		struct ramfs_node *node =
			directory_drain(&dir->directory, memory);

		if (!node) {
			node = dir;
			dir = dir->directory.above;
			ramfs_node_free(node);
		} else if (uk_vnode_is_directory(&node->vnode)) {
			node->directory.above = dir;
			dir = node;
		} else if (!--node->links) {
			ramfs_node_free(node);
		}
	}
}

void ramfs_release(struct uk_vnode *vnode)
{
	if (uk_vnode_is_directory(vnode))
		free_tree(ramfs_node(vnode));
	else
		ramfs_node_free(ramfs_node(vnode));
}

void ramfs_node_modified(struct ramfs_node *node)
{
	node->modified = node->changed = ramfs_now();
	node->is_read = false;
}

void ramfs_node_changed(struct ramfs_node *node)
{
	node->changed = ramfs_now();
	node->is_read = false;
}

int ramfs_stat(struct uk_vnode *vnode, struct uk_stat *stat)
{
	const struct ramfs_node *node = ramfs_node(vnode);

	stat->links = node->links;
	stat->uid = node->uid;
	stat->gid = node->gid;
	stat->accessed = node->accessed;
	stat->modified = node->modified;
	stat->changed = node->changed;
	switch (vnode->mode & UK_S_IFMT) {
	case UK_S_IFREG:
		stat->blocks = (int64_t)((node->content.held +
					  node->content.borrowed_length + 511) /
					 512);
		break;
	case UK_S_IFCHR:
	case UK_S_IFBLK:
		stat->device_number = node->device_number;
		break;
	}
	return 0;
}

int ramfs_set(struct uk_vnode *vnode, const struct uk_attributes *attributes)
{
	struct ramfs_node *node = ramfs_node(vnode);
	unsigned int which = attributes->which;

	if (which & UK_ATTRIBUTE_MODE)
		vnode->mode = (vnode->mode & UK_S_IFMT) |
			      (attributes->mode & 07777);
	if (which & UK_ATTRIBUTE_UID)
		node->uid = attributes->uid;
	if (which & UK_ATTRIBUTE_GID)
		node->gid = attributes->gid;
	if (which & UK_ATTRIBUTE_SIZE) {
		if (attributes->size < vnode->size)
			content_cut(&node->content, ramfs_memory_of(node),
				    (uint64_t)attributes->size);
		vnode->size = attributes->size;
		ramfs_node_modified(node);
	}
	if (which & UK_ATTRIBUTE_ACCESSED)
		node->accessed = attributes->accessed;
	if (which & UK_ATTRIBUTE_MODIFIED)
		node->modified = attributes->modified;
	ramfs_node_changed(node);
	return 0;
}
