/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mounting /dev, and its one directory.
 */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/string.h>
#include <uk/time.h>

#include "devfs.h"

static int lookup(struct uk_vnode *dir, const struct uk_name *name,
		  struct uk_vnode **found)
{
	struct devfs *devfs = dir->mount->data;

	for (unsigned int i = 1; i < devfs->count; i++) {
		struct devfs_node *node = &devfs->nodes[i];

		if (strlen(node->name) != name->length ||
		    memcmp(node->name, name->text, name->length))
			continue;
		uk_vnode_get(&node->vnode);
		*found = &node->vnode;
		return 0;
	}
	return -ENOENT;
}

/* Node n is at n + 1. */
static int readdir(struct uk_vfs_file *file, int64_t position,
		   uk_vfs_emit emit, void *context)
{
	struct devfs *devfs = file->vnode->mount->data;

	if (!uk_vfs_emit_dots(file, &position, emit, context))
		return 0;
	for (; position <= devfs->count; position++) {
		struct devfs_node *node = &devfs->nodes[position - 1];
		struct uk_name name = { node->name, strlen(node->name) };

		if (!emit(context, &name, node->vnode.inode, node->vnode.mode,
			  position + 1))
			break;
	}
	return 0;
}

int devfs_stat(struct uk_vnode *vnode, struct uk_stat *stat)
{
	const struct devfs_node *node = devfs_node(vnode);
	const struct devfs *devfs = vnode->mount->data;

	stat->links = node->device ? 1 : 2;
	stat->device_number = node->device ? node->device->number : 0;
	stat->device_number += node->minor;
	stat->size = 0;
	stat->accessed = stat->modified = stat->changed = devfs->mounted;
	return 0;
}

/* Nodes stay until the mount is gone. */
static void release(struct uk_vnode *vnode)
{
	(void)vnode;
}

const struct uk_vnode_ops devfs_directory_ops = {
	.lookup = lookup,
	.readdir = readdir,
	.stat = devfs_stat,
	.release = release,
};

static int unmount(struct uk_mount *mount)
{
	uk_free(uk_alloc_default(), mount->data);
	return 0;
}

static const struct uk_mount_ops mount_ops = {
	.unmount = unmount,
};

struct devfs_node *devfs_add(struct uk_mount *mount, const char *name,
			     const struct uk_device *device, uint32_t mode)
{
	struct devfs *devfs = mount->data;
	struct devfs_node *node = &devfs->nodes[devfs->count++];

	uk_vnode_init(&node->vnode,
		      device ? &devfs_device_ops : &devfs_directory_ops, mount,
		      devfs->count, mode);
	node->name = name;
	node->device = device;
	return node;
}

static int mount_devfs(struct uk_mount *mount, char *options)
{
	size_t most = 1 + UK_TABLE_COUNT(uk_devices) + devfs_count_disks();
	char *value;
	struct devfs *devfs;
	uint64_t now;

	if (uk_mount_option(&options, &value))
		return -EINVAL;
	devfs = uk_calloc(uk_alloc_default(), 1,
			  sizeof(*devfs) + most * sizeof(devfs->nodes[0]));
	if (!devfs)
		return -ENOMEM;
	now = uk_time_wall();
	devfs->mounted.seconds = (int64_t)(now / UK_TIME_SECOND);
	devfs->mounted.nanoseconds = (int64_t)(now % UK_TIME_SECOND);
	mount->data = devfs;
	mount->ops = &mount_ops;
	mount->root = &devfs_add(mount, "/", NULL, UK_S_IFDIR | 0755)->vnode;
	UK_TABLE_FOR_EACH(uk_devices, device)
		devfs_add(mount, device->name, device, device->mode);
	devfs_add_disks(mount);
	return 0;
}

UK_FILESYSTEM(devfs, .mount = mount_devfs);
UK_DEFAULT_MOUNT(devfs, "none", "/dev", "devfs");
