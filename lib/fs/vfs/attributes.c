/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a file is like: stat() and its kin, rights, a link's target.
 */
#include "internal.h"

#define BLOCK_SIZE 4096

/* linux/fs.h: MAY_EXEC */
#define EXECUTE 1u
#define WRITE 2u
#define ANYONE_EXECUTES 0111u

int uk_vnode_stat(struct uk_vnode *vnode, struct uk_stat *stat)
{
	const struct uk_timespec never = { 0, 0 };
	const struct uk_vnode_ops *ops = vnode->ops;

	/* Field by field: compilers clear a structure first, which is dear here. */
	stat->device = vnode->mount->device;
	stat->inode = vnode->inode;
	stat->links = 1;
	stat->mode = vnode->mode;
	stat->uid = 0;
	stat->gid = 0;
	stat->unused = 0;
	stat->device_number = 0;
	stat->size = vnode->size;
	stat->block_size = BLOCK_SIZE;
	stat->blocks = 0;
	stat->accessed = never;
	stat->modified = never;
	stat->changed = never;
	stat->reserved[0] = 0;
	stat->reserved[1] = 0;
	stat->reserved[2] = 0;
	return ops->stat ? VFS_CALL(vnode->mount, ops->stat(vnode, stat)) : 0;
}

/* Only a regular file has a size that can be set. */
static int check_size(const struct uk_vnode *vnode, int64_t size)
{
	if (uk_vnode_is_directory(vnode))
		return -EISDIR;
	if ((vnode->mode & UK_S_IFMT) != UK_S_IFREG || size < 0)
		return -EINVAL;
	return 0;
}

int uk_vnode_set(struct uk_vnode *vnode, const struct uk_attributes *attributes)
{
	const struct uk_vnode_ops *ops = vnode->ops;
	int error = 0;

	if (attributes->which & UK_ATTRIBUTE_SIZE)
		error = check_size(vnode, attributes->size);
	if (!error)
		error = vfs_check_writable(vnode->mount);
	if (error || !attributes->which)
		return error;
	if (!ops->set)
		return -EPERM;
	return VFS_CALL(vnode->mount, ops->set(vnode, attributes));
}

int uk_vfs_stat(struct uk_dentry *from, const char *path, uint32_t flags,
		struct uk_stat *stat)
{
	struct vfs_walk walk;
	int error = vfs_walk_to(&walk, from, path, flags);

	if (!error) {
		vfs_walk_hold(&walk);
		error = uk_vnode_stat(walk.at->vnode, stat);
	}
	vfs_walk_end(&walk);
	return error;
}

int uk_vfs_set(struct uk_dentry *from, const char *path, uint32_t flags,
	       const struct uk_attributes *attributes)
{
	struct vfs_walk walk;
	int error = vfs_walk_to(&walk, from, path, flags);

	if (!error) {
		vfs_walk_hold(&walk);
		error = uk_vnode_set(walk.at->vnode, attributes);
	}
	vfs_walk_end(&walk);
	return error;
}

static int check_access(const struct uk_vnode *vnode, uint32_t mode)
{
	uint32_t kind = vnode->mode & UK_S_IFMT;

	/* A device can be written to wherever its name is. */
	if (mode & WRITE && (kind == UK_S_IFREG || kind == UK_S_IFDIR ||
			     kind == UK_S_IFLNK) &&
	    vfs_check_writable(vnode->mount))
		return -EROFS;
	if (mode & EXECUTE && kind != UK_S_IFDIR &&
	    !(vnode->mode & ANYONE_EXECUTES))
		return -EACCES;
	return 0;
}

int uk_vfs_access(struct uk_dentry *from, const char *path, uint32_t flags,
		  uint32_t mode)
{
	struct vfs_walk walk;
	int error;

	if (mode > 7)
		return -EINVAL;
	error = vfs_walk_to(&walk, from, path, flags);
	if (!error)
		error = check_access(walk.at->vnode, mode);
	vfs_walk_end(&walk);
	return error;
}

uk_ssize_t uk_vfs_readlink(struct uk_dentry *from, const char *path, char *to,
			   size_t size)
{
	struct vfs_walk walk;
	uk_ssize_t result = vfs_walk_to(&walk, from, path, UK_VFS_NO_FOLLOW);
	struct uk_vnode *vnode;

	if (!result) {
		vfs_walk_hold(&walk);
		vnode = walk.at->vnode;
		result = -EINVAL;
		if (size && vfs_is_link(walk.at) && vnode->ops->readlink)
			result = VFS_CALL(vnode->mount,
					  vnode->ops->readlink(vnode, to,
							       size));
	}
	vfs_walk_end(&walk);
	return result;
}

int uk_mount_statfs(struct uk_mount *mount, struct uk_statfs *stat)
{
	*stat = (struct uk_statfs){
		.block_size = BLOCK_SIZE,
		.id = mount->device,
		.name_most = UK_NAME_MOST,
		.flags = mount->flags &
			 (UK_MOUNT_READ_ONLY | UK_MOUNT_NO_ATIME),
	};
	return mount->ops->statfs ?
		       VFS_CALL(mount, mount->ops->statfs(mount, stat)) :
		       0;
}

int uk_vfs_statfs(struct uk_dentry *from, const char *path,
		  struct uk_statfs *stat)
{
	struct vfs_walk walk;
	int error = vfs_walk_to(&walk, from, path, 0);

	if (!error) {
		vfs_walk_hold(&walk);
		error = uk_mount_statfs(walk.at->mount, stat);
	}
	vfs_walk_end(&walk);
	return error;
}
