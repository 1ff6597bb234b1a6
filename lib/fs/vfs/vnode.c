/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The life of a vnode, and each mount's table of them by inode.
 */
#include <uk/alloc.h>

#include "internal.h"

void uk_vnode_init(struct uk_vnode *vnode, const struct uk_vnode_ops *ops,
		   struct uk_mount *mount, uint64_t inode, uint32_t mode)
{
	vnode->ops = ops;
	vnode->mount = mount;
	vnode->inode = inode;
	vnode->mode = mode;
	vnode->size = 0;
	uk_refcount_init(&vnode->owners);
	uk_list_init(&vnode->known);
	vnode->locks = 0;
}

void uk_vnode_put(struct uk_vnode *vnode)
{
	struct uk_mount *mount = vnode->mount;

	if (!uk_refcount_put(&vnode->owners))
		return;
	if (!uk_list_empty(&vnode->known)) {
		uk_list_del(&vnode->known);
		mount->vnode_count--;
	}
	if (!vnode->ops->release || vfs_mount_of(mount)->has_ended)
		return;
	mount->calls++;
	vnode->ops->release(vnode);
	mount->calls--;
}

/* The table's buckets are a power of two. */
static struct uk_list_head *bucket_of(const struct uk_mount *mount,
				      uint64_t inode)
{
	uint64_t hash = inode * 0x9e3779b97f4a7c15u;

	return &mount->vnodes[hash >> 32 & (mount->vnode_buckets - 1)];
}

struct uk_vnode *uk_vnode_find(struct uk_mount *mount, uint64_t inode)
{
	struct uk_vnode *vnode;

	uk_list_for_each_entry(vnode, bucket_of(mount, inode), known)
		if (vnode->inode == inode) {
			uk_vnode_get(vnode);
			return vnode;
		}
	return NULL;
}

static void use_table(struct uk_mount *mount, struct uk_list_head *buckets,
		      uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		uk_list_init(&buckets[i]);
	mount->vnodes = buckets;
	mount->vnode_buckets = count;
}

void vfs_vnode_table_start(struct uk_mount *mount)
{
	use_table(mount, vfs_mount_of(mount)->first_buckets,
		  VFS_FIRST_BUCKETS);
}

void vfs_vnode_table_end(struct uk_mount *mount)
{
	if (mount->vnodes != vfs_mount_of(mount)->first_buckets)
		uk_free(uk_alloc_default(), mount->vnodes);
}

/* Twice as many buckets; without memory for them, chains grow instead. */
static void grow(struct uk_mount *mount)
{
	struct uk_list_head *old = mount->vnodes, *link, *following, *larger;
	uint32_t count = mount->vnode_buckets;

	larger = uk_malloc(uk_alloc_default(), 2 * count * sizeof(*larger));
	if (!larger)
		return;
	use_table(mount, larger, 2 * count);
	for (uint32_t i = 0; i < count; i++)
		uk_list_for_each_safe(link, following, &old[i])
			uk_list_add(link,
				    bucket_of(mount,
					      uk_list_entry(link,
							    struct uk_vnode,
							    known)->inode));
	if (old != vfs_mount_of(mount)->first_buckets)
		uk_free(uk_alloc_default(), old);
}

void uk_vnode_add(struct uk_vnode *vnode)
{
	struct uk_mount *mount = vnode->mount;

	if (mount->vnode_count >= 2 * mount->vnode_buckets)
		grow(mount);
	uk_list_add(&vnode->known, bucket_of(mount, vnode->inode));
	mount->vnode_count++;
}
