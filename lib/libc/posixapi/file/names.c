/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Making, moving and removing names, beside what newlib itself calls.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uk/fscalls.h>

#include "../result.h"

int creat(const char *path, mode_t mode)
{
	return open(path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

int mkdirat(int at, const char *path, mode_t mode)
{
	return (int)result(uk_mkdirat(at, path, mode));
}

int mknodat(int at, const char *path, mode_t mode, dev_t device)
{
	return (int)result(uk_mknodat(at, path, mode, device));
}

int mknod(const char *path, mode_t mode, dev_t device)
{
	return mknodat(AT_FDCWD, path, mode, device);
}

int mkfifoat(int at, const char *path, mode_t mode)
{
	return mknodat(at, path, (mode & 07777) | S_IFIFO, 0);
}

int mkfifo(const char *path, mode_t mode)
{
	return mkfifoat(AT_FDCWD, path, mode);
}

int unlinkat(int at, const char *path, int flags)
{
	return (int)result(uk_unlinkat(at, path, flags));
}

int rmdir(const char *path)
{
	return unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

int linkat(int at, const char *path, int to_at, const char *to_path, int flags)
{
	return (int)result(uk_linkat(at, path, to_at, to_path, flags));
}

int renameat2(int at, const char *path, int to_at, const char *to_path,
	      unsigned int flags)
{
	return (int)result(uk_renameat2(at, path, to_at, to_path, flags));
}

int renameat(int at, const char *path, int to_at, const char *to_path)
{
	return renameat2(at, path, to_at, to_path, 0);
}

int symlinkat(const char *target, int at, const char *path)
{
	return (int)result(uk_symlinkat(target, at, path));
}

int symlink(const char *target, const char *path)
{
	return symlinkat(target, AT_FDCWD, path);
}

ssize_t readlinkat(int at, const char *restrict path, char *restrict to,
		   size_t size)
{
	return result(uk_readlinkat(at, path, to, size));
}

ssize_t readlink(const char *restrict path, char *restrict to, size_t size)
{
	return readlinkat(AT_FDCWD, path, to, size);
}
