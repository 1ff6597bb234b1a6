/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names that are paths: a socket's file is made as it is bound, and stays until it is
 * unlinked. It is known by its vnode, of which who is bound has a share.
 */
#include <uk/fscalls.h>

#include "local.h"

const struct uk_vnode *local_path_vnode(struct uk_dentry *place)
{
	return uk_dentry_vnode(place);
}

void local_path_remove(const char *path)
{
	uk_unlinkat(UK_AT_FDCWD, path, 0);
}

int local_path_make(const char *path, struct uk_dentry **place)
{
	int error = uk_mknodat(UK_AT_FDCWD, path, UK_S_IFSOCK | 0777, 0);

	if (error)
		return error == -EEXIST ? -EADDRINUSE : error;
	error = uk_walkat(UK_AT_FDCWD, path, UK_VFS_NO_FOLLOW, place);
	if (error)
		local_path_remove(path);
	return error;
}

int local_path_find(const char *path, struct local_name **found)
{
	struct uk_dentry *place;
	int error = uk_walkat(UK_AT_FDCWD, path, 0, &place);

	if (error)
		return error;
	*found = local_name_get(local_name_find_vnode(uk_dentry_vnode(place)));
	uk_dentry_put(place);
	return 0;
}

void local_path_put(struct uk_dentry *place)
{
	uk_dentry_put(place);
}
