/* SPDX-License-Identifier: BSD-3-Clause */
#include "fixture.h"

struct uk_dentry *here;

unsigned int nodes_before;

int make_file(const char *path)
{
	return uk_vfs_make(here, path, UK_S_IFREG | 0644, 0);
}

int open_flags(const char *path, uint32_t flags, struct uk_file **file)
{
	return uk_vfs_open(here, path, flags, 0644, file);
}

int try_open(const char *path, uint32_t flags)
{
	struct uk_file *file;
	int error = open_flags(path, flags, &file);

	if (!error)
		uk_file_put(file);
	return error;
}

int is_there(const char *path)
{
	struct uk_stat stat;

	return uk_vfs_stat(here, path, 0, &stat);
}

int is_there_itself(const char *path)
{
	struct uk_stat stat;

	return uk_vfs_stat(here, path, UK_VFS_NO_FOLLOW, &stat);
}

uint64_t inode_of(const char *path)
{
	struct uk_stat stat;
	int error = uk_vfs_stat(here, path, UK_VFS_NO_FOLLOW, &stat);

	return error ? 0 : stat.inode;
}

uk_ssize_t read_text(struct uk_file *file, char *to, size_t size,
		     int64_t offset)
{
	struct uk_iovec piece = { to, size - 1 };
	uk_ssize_t length = uk_file_read(file, &piece, 1, offset);

	to[length > 0 ? length : 0] = 0;
	return length;
}

uk_ssize_t write_text(struct uk_file *file, const char *text, int64_t offset)
{
	struct uk_iovec piece = { (char *)text, strlen(text) };

	return uk_file_write(file, &piece, 1, offset);
}

bool path_is(struct uk_dentry *dentry, const char *path)
{
	char text[64];
	uk_ssize_t length = uk_vfs_path(dentry, text, sizeof(text));

	if (!path)
		return length == -ENOENT;
	return length == (uk_ssize_t)strlen(path) && !strcmp(text, path);
}
