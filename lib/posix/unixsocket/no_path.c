/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Without files in the image there are no paths: names are abstract.
 */
#include "local.h"

const struct uk_vnode *local_path_vnode(struct uk_dentry *place __uk_unused)
{
	return NULL;
}

int local_path_make(const char *path __uk_unused,
		    struct uk_dentry **place __uk_unused)
{
	return -EOPNOTSUPP;
}

void local_path_remove(const char *path __uk_unused)
{
}

int local_path_find(const char *path __uk_unused,
		    struct local_name **found __uk_unused)
{
	return -EOPNOTSUPP;
}

void local_path_put(struct uk_dentry *place __uk_unused)
{
}
