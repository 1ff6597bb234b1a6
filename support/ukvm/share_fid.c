/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fids and the descriptors behind them. What cannot be done with a descriptor that only leads to
 * a file goes by its name in /proc/self/fd (proc(5)), which the kernel follows to that file.
 */
#include "share_server.h"

static int self = -1;

int share_prepare(void)
{
	/* set before the guest runs, and good for all that is made for it */
	if (self < 0)
		self = sys_openat(AT_FDCWD, "/proc/self/fd",
				  O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
	return self < 0 ? self : 0;
}

int share_open_root(struct share *share, const char *path)
{
	struct stat stat;
	int error;

	share->root = sys_openat(AT_FDCWD, path,
				 O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
	if (share->root < 0)
		return share->root;
	error = sys_fstat(share->root, &stat);
	share->device = stat.st_dev;
	return error;
}

int self_folder(void)
{
	return self;
}

const char *self_name(int file, char text[SELF_ROOM])
{
	char *at = text + SELF_ROOM - 1;

	*at = '\0';
	do
		*--at = (char)('0' + file % 10);
	while (file /= 10);
	return at;
}

void fid_set(struct fid *fid, int file, bool is_open)
{
	fid->inverted = ~file;
	fid->is_open = is_open;
}

void fid_drop(struct fid *fid)
{
	sys_close(fid_file(fid));
	fid->inverted = 0;
}

void fids_drop(struct share *share)
{
	for (unsigned int i = 0; i < FIDS_MOST; i++)
		if (share->fids[i].inverted)
			fid_drop(&share->fids[i]);
}

int reopen(int file, int flags)
{
	char text[SELF_ROOM];
	struct stat stat;
	int error = sys_fstat(file, &stat);

	if (error)
		return error;
	if (is_kind(&stat, S_IFLNK))
		return -ELOOP;
	/* to open another kind may do something, or wait */
	if (!is_kind(&stat, S_IFREG) && !is_kind(&stat, S_IFDIR))
		return -ENXIO;
	return sys_openat(self, self_name(file, text),
			  flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0);
}

bool begins_with(const char *text, const char *begin)
{
	while (*begin && *text == *begin) {
		text++;
		begin++;
	}
	return !*begin;
}

/* Length of the path that leads to the file now, as the host sees it, or an error. */
static long path_of(int file, char *path)
{
	char text[SELF_ROOM];
	long length = sys_readlinkat(self, self_name(file, text), path,
				     PATH_ROOM);

	if (length == PATH_ROOM)
		return -ENAMETOOLONG;
	if (length >= 0)
		path[length] = '\0';
	return length;
}

/* Opens the folder that lies at a path below the root, name by name; cuts it up. */
static int open_below(struct share *share, char *path)
{
	int folder = sys_dup(share->root);

	while (*path && folder >= 0) {
		char *name = path;
		int next;

		while (*path && *path != '/')
			path++;
		if (*path)
			*path++ = '\0';
		next = sys_openat(folder, name,
				  O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
				  0);
		sys_close(folder);
		folder = next;
	}
	return folder;
}

static bool is_same(int file, int folder, const char *name)
{
	struct stat one, other;

	return !sys_fstat(file, &one) && !sys_fstatat(folder, name, &other) &&
	       one.st_ino == other.st_ino && one.st_dev == other.st_dev;
}

/* The path may be another one a moment later: what it leads to must be the file. */
int folder_of(struct share *share, int file, char name[NAME_ROOM])
{
	char *path = (char *)share->scratch, *root = path + PATH_ROOM;
	long length = path_of(file, path);
	long skip = path_of(share->root, root);
	char *last;
	int folder;

	if (length < 0 || skip < 0)
		return (int)(length < 0 ? length : skip);
	if (root[skip - 1] == '/')
		root[--skip] = '\0'; /* the whole host is shared */
	if (length <= skip || !begins_with(path, root) || path[skip] != '/')
		return -ENOENT;
	last = path + length;
	while (*--last != '/')
		;
	if (path + length - last > NAME_ROOM)
		return -ENOENT;
	__builtin_memcpy(name, last + 1, (size_t)(path + length - last));
	*last = '\0';
	folder = open_below(share, last > path + skip ? path + skip + 1 : last);
	if (folder >= 0 && !is_same(file, folder, name)) {
		sys_close(folder);
		return -ENOENT;
	}
	return folder;
}
