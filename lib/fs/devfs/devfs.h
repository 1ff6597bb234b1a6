/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the parts of devfs know of each other: one flat directory whose files are
 * made when it is mounted, and stay.
 */
#ifndef DEVFS_H
#define DEVFS_H

#include <uk/device.h>
#ifdef CONFIG_LIBDEVFS_THREADS
#include <uk/mutex.h>
#endif

struct uk_blkdev;

struct devfs_node {
	struct uk_vnode vnode;
	const struct uk_device *device; /* NULL: the directory */
	const char *name;
	uint32_t minor; /* of several of a device */
#ifdef CONFIG_LIBDEVFS_DISKS
	struct uk_blkdev *disk;
#endif
#ifdef CONFIG_LIBDEVFS_THREADS
	struct uk_mutex lock; /* while a part of a block is written */
#endif
};

struct devfs {
	struct uk_timespec mounted;
	unsigned int count;
	struct devfs_node nodes[]; /* the directory is the first */
};

static inline struct devfs_node *devfs_node(struct uk_vnode *vnode)
{
	return UK_CONTAINER_OF(vnode, struct devfs_node, vnode);
}

extern const struct uk_vnode_ops devfs_directory_ops;
extern const struct uk_vnode_ops devfs_device_ops;

int devfs_stat(struct uk_vnode *vnode, struct uk_stat *stat);

/* A node for which mount() has made room. */
struct devfs_node *devfs_add(struct uk_mount *mount, const char *name,
			     const struct uk_device *device, uint32_t mode);

#ifdef CONFIG_LIBDEVFS_DISKS
unsigned int devfs_count_disks(void);
void devfs_add_disks(struct uk_mount *mount);

/* `length` bytes from or to any offset within the disk. 0 or an error. */
int devfs_disk_read(struct devfs_node *node, uint64_t offset, char *to,
		    size_t length);
int devfs_disk_write(struct devfs_node *node, uint64_t offset,
		     const char *from, size_t length);
#else
static inline unsigned int devfs_count_disks(void)
{
	return 0;
}

static inline void devfs_add_disks(struct uk_mount *mount)
{
	(void)mount;
}
#endif

#endif /* DEVFS_H */
