/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The tree of mounts.
 */
#include <uk/alloc.h>

#include "internal.h"

struct uk_mount *uk_mount_first;
struct uk_dentry *vfs_root;

/* Numbers of devices, for stat. */
static uint64_t device_last;

const struct uk_filesystem *vfs_filesystem(const char *type)
{
	UK_TABLE_FOR_EACH (uk_filesystems, filesystem)
		if (!strcmp(filesystem->name, type))
			return filesystem;
	return NULL;
}

/* With copies of the texts, and one more byte for options. NULL: no memory. */
static struct vfs_mount *mount_new(const char *source, const char *target)
{
	size_t source_size = strlen(source) + 1;
	size_t target_size = strlen(target) + 1;
	struct vfs_mount *mount = uk_calloc(uk_alloc_default(), 1,
					    sizeof(*mount) + source_size +
						    target_size);

	if (!mount)
		return NULL;
	mount->mount.source = memcpy(mount->text, source, source_size);
	mount->mount.target =
		memcpy(mount->text + source_size, target, target_size);
	mount->mount.device = ++device_last;
	vfs_vnode_table_start(&mount->mount);
	return mount;
}

void vfs_mount_free(struct uk_mount *mount)
{
	vfs_vnode_table_end(mount);
	uk_free(uk_alloc_default(), vfs_mount_of(mount));
}

/* Has the type read what is at the source. */
static int start(struct uk_mount *mount, const char *options)
{
	size_t size = options ? strlen(options) + 2 : 2;
	char *text = uk_malloc(uk_alloc_default(), size);
	int error;

	if (!text)
		return -ENOMEM;
	memcpy(text, options ? options : "", size - 1);
	mount->flags = vfs_own_options(text);
	error = mount->filesystem->mount(mount, text);
	uk_free(uk_alloc_default(), text);
	return error;
}

static int stop(struct uk_mount *mount)
{
	uk_vnode_put(mount->root);
	return mount->ops->unmount ? mount->ops->unmount(mount) : 0;
}

/* Shows it at `covered`: NULL for the first one of all. */
static int attach(struct uk_mount *mount, struct uk_dentry *covered)
{
	static const struct vfs_name nameless = { { "", 0 }, 0 };

	mount->root_dentry =
		vfs_dentry_new(NULL, &nameless, mount->root, mount);
	if (!mount->root_dentry)
		return -ENOMEM;
	/* Others may have mounted there, or removed it, meanwhile. */
	if (covered ? covered->mounted || covered->is_removed :
		      vfs_root != NULL) {
		uk_vnode_get(mount->root);
		uk_dentry_put(mount->root_dentry);
		return -EBUSY;
	}
	if (covered) {
		uk_dentry_get(covered);
		covered->mounted = mount;
	} else {
		vfs_root = mount->root_dentry;
	}
	mount->covered = covered;
	mount->next = uk_mount_first;
	uk_mount_first = mount;
	return 0;
}

static int mount_at(struct uk_dentry *covered, const char *source,
		    const char *target, const struct uk_filesystem *filesystem,
		    const char *options)
{
	struct vfs_mount *made = mount_new(source, target);
	struct uk_mount *mount = &made->mount;
	int error;

	if (!made)
		return -ENOMEM;
	mount->filesystem = filesystem;
	error = start(mount, options);
	if (!error) {
		error = attach(mount, covered);
		if (error)
			stop(mount);
	}
	if (error)
		vfs_mount_free(mount);
	return error;
}

int uk_vfs_mount(const char *source, const char *target, const char *type,
		 const char *options)
{
	const struct uk_filesystem *filesystem = vfs_filesystem(type);
	struct uk_dentry *covered = NULL;
	int error;

	if (!filesystem)
		return -ENODEV;
	error = vfs_dentry_start();
	if (error)
		return error;
	if (!vfs_root)
		return strcmp(target, "/") ?
			       -ENOENT :
			       mount_at(NULL, source, target, filesystem,
					options);
	error = uk_vfs_walk(NULL, target, UK_VFS_DIRECTORY, &covered);
	if (error)
		return error;
	/* A walk ends on top of what is mounted there. */
	error = covered->parent ? mount_at(covered, source, target, filesystem,
					   options) :
				  -EBUSY;
	uk_dentry_put(covered);
	return error;
}

static void detach(struct uk_mount *mount)
{
	struct uk_mount **place = &uk_mount_first;

	while (*place != mount)
		place = &(*place)->next;
	*place = mount->next;
	if (mount->covered)
		mount->covered->mounted = NULL;
	else
		vfs_root = NULL;
}

int vfs_unmount(struct uk_mount *mount, bool *is_gone)
{
	struct uk_dentry *root = mount->root_dentry;
	int error;

	*is_gone = false;
	vfs_dentry_drop_unused(mount, NULL);
	/* Each dentry has a share of its parent: so there are no others. */
	if (root->owners != 1 || mount->calls)
		return -EBUSY;
	detach(mount);
	*is_gone = true;
	uk_dentry_put(root);
	error = mount->ops->unmount ? mount->ops->unmount(mount) : 0;
	if (mount->covered)
		uk_dentry_put(mount->covered);
	return error;
}

int uk_vfs_unmount(const char *target)
{
	struct uk_dentry *place;
	struct uk_mount *mount;
	bool is_gone;
	int error = uk_vfs_walk(NULL, target, 0, &place);

	if (error)
		return error;
	mount = place->mount;
	error = place->parent ? -EINVAL : 0;
	uk_dentry_put(place);
	if (error)
		return error;
	error = vfs_unmount(mount, &is_gone);
	if (is_gone)
		vfs_mount_free(mount);
	return error;
}

int uk_mount_sync(struct uk_mount *mount)
{
	return mount->ops->sync ? VFS_CALL(mount, mount->ops->sync(mount)) : 0;
}

int uk_vfs_sync(void)
{
	int result = 0;

	for (struct uk_mount *mount = uk_mount_first; mount;) {
		/* It stays as long as somebody uses it. */
		struct uk_dentry *root = mount->root_dentry;
		int error;

		uk_dentry_get(root);
		error = uk_mount_sync(mount);
		if (!result)
			result = error;
		mount = mount->next;
		uk_dentry_put(root);
	}
	return result;
}
