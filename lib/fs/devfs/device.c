/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the vfs's operations to those of a device.
 */
#include <uk/errno.h>

#include "devfs.h"

static const struct uk_device *device_of(struct uk_vnode *vnode)
{
	return devfs_node(vnode)->device;
}

static int open(struct uk_vfs_file *file, struct uk_file **instead)
{
	const struct uk_device *device = device_of(file->vnode);

	return device->open ? device->open(file, instead) : 0;
}

static void close(struct uk_vfs_file *file)
{
	const struct uk_device *device = device_of(file->vnode);

	if (device->close)
		device->close(file);
}

static uk_ssize_t read(struct uk_vfs_file *file,
		       const struct uk_iovec *pieces, unsigned int count,
		       int64_t offset)
{
	const struct uk_device *device = device_of(file->vnode);

	return device->read ? device->read(file, pieces, count, offset) :
			      -EINVAL;
}

static uk_ssize_t write(struct uk_vfs_file *file,
			const struct uk_iovec *pieces, unsigned int count,
			int64_t *offset)
{
	const struct uk_device *device = device_of(file->vnode);

	/* where appending begins is any place that the device likes */
	if (*offset == UK_VFS_END)
		*offset = file->vnode->size;
	return device->write ? device->write(file, pieces, count, offset) :
			       -EINVAL;
}

static unsigned int ready(struct uk_vfs_file *file)
{
	const struct uk_device *device = device_of(file->vnode);

	return device->ready ? device->ready(file) :
			       UK_READY_IN | UK_READY_OUT;
}

static int ioctl(struct uk_vfs_file *file, unsigned long request,
		 void *argument)
{
	const struct uk_device *device = device_of(file->vnode);

	return device->ioctl ? device->ioctl(file, request, argument) :
			       -ENOTTY;
}

static int sync(struct uk_vnode *vnode, bool data_only)
{
	const struct uk_device *device = device_of(vnode);

	/* as Linux: there is nothing that could be written */
	return device->sync ? device->sync(vnode, data_only) : -EINVAL;
}

/* Nodes stay until the mount is gone. */
static void release(struct uk_vnode *vnode)
{
	(void)vnode;
}

const struct uk_vnode_ops devfs_device_ops = {
	.stat = devfs_stat,
	.sync = sync,
	.release = release,
	.open = open,
	.close = close,
	.read = read,
	.write = write,
	.ready = ready,
	.ioctl = ioctl,
};

size_t uk_device_total(const struct uk_iovec *pieces, unsigned int count)
{
	size_t total = 0;

	while (count--)
		total += (pieces++)->length;
	return total;
}
