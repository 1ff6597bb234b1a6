/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The clock, sleeping, which lets the host answer or time pass, and the little of
 * the vfs that a file system calls.
 */
#include "kernel.h"

#include <stdlib.h>
#include <string.h>
#include <uk/format.h>
#include <uk/plat/time.h>
#include <uk/print.h>

#include "server.h"

unsigned int kernel_messages;
unsigned int kernel_vnodes;
void (*kernel_meanwhile)(void);

/* ---- messages */

void uk_printf(const char *format, ...)
{
	char line[256];
	va_list arguments;

	va_start(arguments, format);
	uk_vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	kernel_messages++;
}

/* ---- time */

static uint64_t now = 1000;

uint64_t uk_plat_clock_monotonic(void)
{
	return now;
}

void uk_ready_wake(struct uk_ready_waiter *waiter)
{
	waiter->woken = true;
}

int uk_ready_sleep(struct uk_ready_waiter *waiter, uint64_t deadline)
{
	if (kernel_meanwhile)
		kernel_meanwhile();
	while (!waiter->woken && !server.mute && server_answer((unsigned)now++))
		;
	if (!waiter->woken) {
		if (deadline == UINT64_MAX)
			abort(); /* nobody will ever wake it */
		now = UK_MAX(now, deadline);
		return -ETIMEDOUT;
	}
	waiter->woken = false;
	return 0;
}

/* ---- vnodes */

static struct uk_list_head vnodes = UK_LIST_HEAD_INIT(vnodes);

void uk_vnode_init(struct uk_vnode *vnode, const struct uk_vnode_ops *its_ops,
		   struct uk_mount *mount, uint64_t inode, uint32_t mode)
{
	vnode->ops = its_ops;
	vnode->mount = mount;
	vnode->inode = inode;
	vnode->mode = mode;
	uk_refcount_init(&vnode->owners);
	uk_list_init(&vnode->known);
	kernel_vnodes++;
}

void uk_vnode_add(struct uk_vnode *vnode)
{
	uk_list_add(&vnode->known, &vnodes);
}

struct uk_vnode *uk_vnode_find(struct uk_mount *mount, uint64_t inode)
{
	struct uk_vnode *vnode;

	uk_list_for_each_entry(vnode, &vnodes, known)
		if (vnode->mount == mount && vnode->inode == inode) {
			uk_vnode_get(vnode);
			return vnode;
		}
	return NULL;
}

void uk_vnode_put(struct uk_vnode *vnode)
{
	if (!uk_refcount_put(&vnode->owners))
		return;
	uk_list_del(&vnode->known);
	kernel_vnodes--;
	vnode->ops->release(vnode);
}

/* ---- mounts */

char *uk_mount_option(char **options, char **value)
{
	char *name = strsep(options, ",");

	if (!name)
		return NULL;
	*value = strchr(name, '=');
	if (*value)
		*(*value)++ = 0;
	return name;
}

int kernel_mount(struct uk_mount *mount, const char *source,
		 const char *options)
{
	char text[64] = "";

	*mount = (struct uk_mount){ .source = source, .target = "/" };
	if (options)
		memcpy(text, options, strlen(options) + 1);
	UK_TABLE_FOR_EACH (uk_filesystems, filesystem)
		return filesystem->mount(mount, options ? text : NULL);
	return -ENODEV;
}

int kernel_unmount(struct uk_mount *mount)
{
	uk_vnode_put(mount->root);
	return mount->ops->unmount(mount);
}

/* ---- calls */

int kernel_lookup(struct uk_vnode *dir, const char *name,
		  struct uk_vnode **found)
{
	struct uk_name text = kernel_name(name);

	return dir->ops->lookup(dir, &text, found);
}

int kernel_create(struct uk_vnode *dir, const char *name, uint32_t mode,
		  struct uk_vnode **made)
{
	struct uk_name text = kernel_name(name);

	return dir->ops->create(dir, &text, mode, 0, made);
}

int kernel_unlink(struct uk_vnode *dir, const char *name)
{
	struct uk_name text = kernel_name(name);
	struct uk_vnode *vnode;
	int error = dir->ops->lookup(dir, &text, &vnode);

	if (error)
		return error;
	error = uk_vnode_is_directory(vnode) ?
			dir->ops->rmdir(dir, &text, vnode) :
			dir->ops->unlink(dir, &text, vnode);
	uk_vnode_put(vnode);
	return error;
}

int kernel_rename(struct uk_vnode *dir, const char *name, const char *to)
{
	struct uk_name text = kernel_name(name), to_text = kernel_name(to);
	struct uk_vnode *vnode, *target = NULL;
	int error = dir->ops->lookup(dir, &text, &vnode);

	if (error)
		return error;
	error = dir->ops->lookup(dir, &to_text, &target);
	if (!error || error == -ENOENT)
		error = dir->ops->rename(dir, &text, vnode, dir, &to_text,
					 error ? NULL : target, 0);
	uk_vnode_put(vnode);
	if (target)
		uk_vnode_put(target);
	return error;
}

int kernel_open(struct uk_vnode *vnode, uint32_t flags,
		struct uk_vfs_file *file)
{
	struct uk_file *instead = NULL;
	int error;

	*file = (struct uk_vfs_file){ .vnode = vnode };
	file->file.flags = flags;
	error = vnode->ops->open(file, &instead);
	if (!error)
		uk_vnode_get(vnode);
	return error;
}

void kernel_close(struct uk_vfs_file *file)
{
	file->vnode->ops->close(file);
	uk_vnode_put(file->vnode);
}

uk_ssize_t kernel_read(struct uk_vfs_file *file, void *to, size_t length,
		       int64_t offset)
{
	const struct uk_iovec piece = { to, length };

	return file->vnode->ops->read(file, &piece, 1, offset);
}

uk_ssize_t kernel_write(struct uk_vfs_file *file, const void *from,
			size_t length, int64_t offset)
{
	const struct uk_iovec piece = { (void *)from, length };

	return file->vnode->ops->write(file, &piece, 1, &offset);
}

int kernel_stat(struct uk_vnode *vnode, struct uk_stat *stat)
{
	*stat = (struct uk_stat){ .inode = vnode->inode,
				  .mode = vnode->mode,
				  .size = vnode->size };
	return vnode->ops->stat(vnode, stat);
}
