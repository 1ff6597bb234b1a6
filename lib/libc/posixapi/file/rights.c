/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rights and owners.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uk/fscalls.h>

#include "../result.h"

mode_t umask(mode_t mask)
{
	return uk_umask(mask);
}

int fchmodat(int at, const char *path, mode_t mode, int flags)
{
	return (int)result(uk_fchmodat(at, path, mode, flags));
}

int chmod(const char *path, mode_t mode)
{
	return fchmodat(AT_FDCWD, path, mode, 0);
}

int fchmod(int fd, mode_t mode)
{
	return (int)result(uk_fchmod(fd, mode));
}

int fchownat(int at, const char *path, uid_t user, gid_t group, int flags)
{
	return (int)result(uk_fchownat(at, path, user, group, flags));
}

int chown(const char *path, uid_t user, gid_t group)
{
	return fchownat(AT_FDCWD, path, user, group, 0);
}

int lchown(const char *path, uid_t user, gid_t group)
{
	return fchownat(AT_FDCWD, path, user, group, AT_SYMLINK_NOFOLLOW);
}

int fchown(int fd, uid_t user, gid_t group)
{
	return (int)result(uk_fchown(fd, user, group));
}

int faccessat(int at, const char *path, int mode, int flags)
{
	return (int)result(uk_faccessat(at, path, (uint32_t)mode, flags));
}

int access(const char *path, int mode)
{
	return faccessat(AT_FDCWD, path, mode, 0);
}

int eaccess(const char *path, int mode)
{
	return faccessat(AT_FDCWD, path, mode, AT_EACCESS);
}

int euidaccess(const char *path, int mode)
{
	return eaccess(path, mode);
}
