/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the file system uses of the kernel, for host programs: see kernel.c.
 */
#ifndef P9_KERNEL_H
#define P9_KERNEL_H

#include <uk/vnode.h>

extern unsigned int kernel_messages; /* lines printed */
extern unsigned int kernel_vnodes;
extern void (*kernel_meanwhile)(void); /* while somebody sleeps */

/* A mount of the type that the program is linked with */
int kernel_mount(struct uk_mount *mount, const char *source,
		 const char *options);
/* The last share of the root, and the end */
int kernel_unmount(struct uk_mount *mount);

/* As the vfs does it */
int kernel_lookup(struct uk_vnode *dir, const char *name,
		  struct uk_vnode **found);
int kernel_create(struct uk_vnode *dir, const char *name, uint32_t mode,
		  struct uk_vnode **made);
int kernel_unlink(struct uk_vnode *dir, const char *name);
int kernel_rename(struct uk_vnode *dir, const char *name, const char *to);
int kernel_open(struct uk_vnode *vnode, uint32_t flags,
		struct uk_vfs_file *file);
void kernel_close(struct uk_vfs_file *file);
uk_ssize_t kernel_read(struct uk_vfs_file *file, void *to, size_t length,
		       int64_t offset);
uk_ssize_t kernel_write(struct uk_vfs_file *file, const void *from,
			size_t length, int64_t offset);
int kernel_stat(struct uk_vnode *vnode, struct uk_stat *stat);

static inline struct uk_name kernel_name(const char *text)
{
	return (struct uk_name){ text, __builtin_strlen(text) };
}

#endif /* P9_KERNEL_H */
