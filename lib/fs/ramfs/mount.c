/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mounting a ramfs, and how large it may become.
 */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/plat/memory.h>
#include <uk/string.h>

#include "ramfs.h"

#define MAGIC 0x858458f6u /* RAMFS_MAGIC, linux/magic.h */

/* Bytes, with K, M or G; or % of the machine's memory. 0 or -EINVAL. */
static int parse_size(const char *text, uint64_t *size)
{
	uint64_t value = 0, unit = 1;
	const char *at = text;

	for (; *at >= '0' && *at <= '9'; at++)
		if (__builtin_mul_overflow(value, 10u, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(*at - '0'),
					   &value))
			return -EINVAL;
	if (at == text)
		return -EINVAL;
	switch (*at) {
	case '\0':
		at--;
		break;
	case 'k':
	case 'K':
		unit = 1u << 10;
		break;
	case 'm':
	case 'M':
		unit = 1u << 20;
		break;
	case 'g':
	case 'G':
		unit = 1u << 30;
		break;
	case '%':
		unit = uk_plat_memory_total() / 100;
		break;
	default:
		return -EINVAL;
	}
	return at[1] || __builtin_mul_overflow(value, unit, size) ? -EINVAL : 0;
}

int uk_ramfs_option(const char *name, const char *value, uint64_t *size)
{
	return strcmp(name, "size") || !value || parse_size(value, size) ||
			       !*size ?
		       -EINVAL :
		       0;
}

static int statfs(struct uk_mount *mount, struct uk_statfs *stat)
{
	const struct ramfs *ramfs = mount->data;
	uint64_t left = ramfs->memory.most - ramfs->memory.used;

	stat->block_size = RAMFS_PAGE;
	stat->blocks = ramfs->memory.most / RAMFS_PAGE;
	stat->blocks_free = stat->blocks_available = left / RAMFS_PAGE;
	stat->files = ramfs->memory.most / sizeof(struct ramfs_node);
	stat->files_free = left / sizeof(struct ramfs_node);
	stat->type = MAGIC;
	return 0;
}

/* The root's release has freed all files. */
static int unmount(struct uk_mount *mount)
{
	uk_free(uk_alloc_default(), mount->data);
	return 0;
}

static const struct uk_mount_ops mount_ops = {
	.statfs = statfs,
	.unmount = unmount,
};

int uk_ramfs_mount(struct uk_mount *mount, uint64_t size)
{
	struct ramfs *ramfs = uk_calloc(uk_alloc_default(), 1, sizeof(*ramfs));
	struct ramfs_node *root;

	if (!ramfs)
		return -ENOMEM;
	directory_seed();
	mount->data = ramfs;
	ramfs->memory.most = size ? size : uk_plat_memory_total() / 2;
	root = ramfs_node_new(mount, UK_S_IFDIR | 0755, NULL);
	if (!root) {
		uk_free(uk_alloc_default(), ramfs);
		return -ENOSPC;
	}
	root->links = 2;
	mount->ops = &mount_ops;
	mount->root = &root->vnode;
	return 0;
}

static int mount_ramfs(struct uk_mount *mount, char *options)
{
	char *name, *value;
	uint64_t size = 0;

	while ((name = uk_mount_option(&options, &value)))
		if (uk_ramfs_option(name, value, &size))
			return -EINVAL;
	return uk_ramfs_mount(mount, size);
}

void uk_ramfs_borrow(struct uk_vnode *file, const void *data, size_t length)
{
	struct ramfs_node *node = ramfs_node(file);

	node->content.borrowed = data;
	node->content.borrowed_length = length;
	file->size = (int64_t)length;
}

UK_FILESYSTEM(ramfs, .mount = mount_ramfs);
