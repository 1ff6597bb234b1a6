/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What ramfs and cpio need of a machine and of the vfs: the host's heap, a clock that stands, and
 * owners of vnodes.
 */
#include <stdlib.h>
#include <uk/alloc.h>
#include <uk/arch/random.h>
#include <uk/plat/memory.h>
#include <uk/plat/time.h>
#include <uk/print.h>
#include <uk/vnode.h>

struct uk_alloc *uk_alloc_default_heap;

static void *allocate(struct uk_alloc *a, size_t size, size_t align)
{
	(void)a;
	(void)align;
	return malloc(size);
}

static void give_back(struct uk_alloc *a, void *block)
{
	(void)a;
	free(block);
}

static const struct ukalloc_ops host_ops = { .allocate = allocate,
					     .free = give_back };
static struct uk_alloc host_heap = { .ops = &host_ops };

static void __attribute__((constructor)) start(void)
{
	uk_alloc_default_heap = &host_heap;
}

void *uk_calloc(struct uk_alloc *a, size_t count, size_t size)
{
	(void)a;
	return calloc(count, size);
}

bool uk_arch_random(uint64_t *bits)
{
	*bits = 12345;
	return true;
}

size_t uk_plat_memory_total(void)
{
	return 1 << 24;
}

uint64_t uk_plat_clock_wall(void)
{
	return 1500000000123456789u;
}

void uk_printf(const char *format, ...)
{
	(void)format;
}

void uk_vnode_init(struct uk_vnode *vnode, const struct uk_vnode_ops *ops,
		   struct uk_mount *mount, uint64_t inode, uint32_t mode)
{
	vnode->ops = ops;
	vnode->mount = mount;
	vnode->inode = inode;
	vnode->mode = mode;
	uk_refcount_init(&vnode->owners);
}

void uk_vnode_put(struct uk_vnode *vnode)
{
	if (uk_refcount_put(&vnode->owners))
		vnode->ops->release(vnode);
}

bool uk_vfs_emit_dots(struct uk_vfs_file *file, int64_t *position,
		      uk_vfs_emit emit, void *context)
{
	(void)file;
	(void)position;
	(void)emit;
	(void)context;
	return true;
}

char *uk_mount_option(char **options, char **value)
{
	(void)options;
	*value = NULL;
	return NULL;
}
