/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An application that wants speed may leave out what it does not need: descriptors, by
 * opening files of the vfs; and the vfs, by asking the file system itself.
 */
#include <fcntl.h>
#include <string.h>
#include <uk/vfs.h>

#include "bench.h"

static struct uk_dentry *folder;
static struct uk_vnode *directory;
static const char *file_name;

int ways_prepare(const char *path, const char *name)
{
	int error = uk_vfs_walk(NULL, path, UK_VFS_DIRECTORY, &folder);

	if (error)
		return -error;
	directory = uk_dentry_vnode(folder);
	file_name = name;
	return 0;
}

void ways_end(void)
{
	uk_dentry_put(folder);
}

int ways_vfs(unsigned int count)
{
	while (count--) {
		struct uk_file *file;
		int error = uk_vfs_open(folder, file_name, O_RDONLY, 0, &file);

		if (error)
			return -error;
		uk_file_put(file);
	}
	return 0;
}

int ways_direct(unsigned int count)
{
	const struct uk_name name = { file_name, strlen(file_name) };

	while (count--) {
		struct uk_vnode *found;
		int error = directory->ops->lookup(directory, &name, &found);

		if (error)
			return -error;
		uk_vnode_put(found);
	}
	return 0;
}
