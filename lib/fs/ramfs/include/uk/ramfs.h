/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For file systems that are a ramfs filled in some way (cpio). Others mount the
 * type `ramfs` and need nothing of this.
 */
#ifndef UK_RAMFS_H
#define UK_RAMFS_H

#include <uk/vnode.h>

/* The option size=BYTES, with K, M, G, or % of the machine's memory. 0, or -EINVAL:
 * another option, or no size.
 */
int uk_ramfs_option(const char *name, const char *value, uint64_t *size);

/* Sets the mount up with an empty root. `size`: bytes for all that is in it; 0: half
 * of the machine's memory. -ENOMEM, -ENOSPC.
 */
int uk_ramfs_mount(struct uk_mount *mount, uint64_t size);

/*
 * Makes `length` bytes at `data` the content of a file that was never written. They
 * are read where they are, and never written: a page is copied before it is. They
 * stay until the file system is unmounted.
 */
void uk_ramfs_borrow(struct uk_vnode *file, const void *data, size_t length);

#endif /* UK_RAMFS_H */
