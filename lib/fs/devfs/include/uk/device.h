/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Device files: any library adds its own to /dev by a table entry.
 *
 *	UK_DEVICE(null, .mode = UK_S_IFCHR | 0666,
 *		  .number = UK_DEVICE_NUMBER(1, 3), .read = ..., .write = ...);
 */
#ifndef UK_DEVICE_H
#define UK_DEVICE_H

#include <uk/vnode.h>

/* As stat() shows it, for numbers that have room in 8 bits (linux/kdev_t.h) */
#define UK_DEVICE_NUMBER(major, minor) ((major) << 8 | (minor))

struct uk_device {
	const char *name;
	uint32_t mode; /* its kind and rights */
	uint32_t number;
	/* As uk_vnode_ops' of these names, which see. NULL: the same errors. */
	int (*open)(struct uk_vfs_file *file, struct uk_file **instead);
	void (*close)(struct uk_vfs_file *file);
	uk_ssize_t (*read)(struct uk_vfs_file *file,
			   const struct uk_iovec *pieces, unsigned int count,
			   int64_t offset);
	uk_ssize_t (*write)(struct uk_vfs_file *file,
			    const struct uk_iovec *pieces, unsigned int count,
			    int64_t *offset);
	unsigned int (*ready)(struct uk_vfs_file *file);
	int (*ioctl)(struct uk_vfs_file *file, unsigned long request,
		     void *argument);
	int (*sync)(struct uk_vnode *vnode, bool data_only);
};

UK_TABLE_DECLARE(struct uk_device, uk_devices);

#define UK_DEVICE(device, ...)                                  \
	UK_TABLE_ENTRY(struct uk_device, uk_devices, device) = { \
		.name = #device, __VA_ARGS__                    \
	}

/* The bytes of all pieces: what a device that takes everything returns. */
size_t uk_device_total(const struct uk_iovec *pieces, unsigned int count);

#endif /* UK_DEVICE_H */
