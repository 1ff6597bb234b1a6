/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What there is to know of a mounted file system: POSIX's call and Linux's.
 */
#define _GNU_SOURCE
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <uk/fscalls.h>

#include "../result.h"

static int of_linux(int error, const struct uk_statfs *from, struct statfs *to)
{
	if (error)
		return (int)result(error);
	*to = (struct statfs){
		.f_type = from->type,
		.f_bsize = (long)from->block_size,
		.f_frsize = (long)from->block_size,
		.f_blocks = from->blocks,
		.f_bfree = from->blocks_free,
		.f_bavail = from->blocks_available,
		.f_files = from->files,
		.f_ffree = from->files_free,
		.f_fsid = { { (int)from->id, (int)(from->id >> 32) } },
		.f_namelen = (long)from->name_most,
		.f_flags = (long)from->flags,
	};
	return 0;
}

int statfs(const char *path, struct statfs *to)
{
	struct uk_statfs from;

	return of_linux(uk_statfs(path, &from), &from, to);
}

int fstatfs(int fd, struct statfs *to)
{
	struct uk_statfs from;

	return of_linux(uk_fstatfs(fd, &from), &from, to);
}

static int of_posix(int error, const struct uk_statfs *from,
		    struct statvfs *to)
{
	if (error)
		return (int)result(error);
	*to = (struct statvfs){
		.f_bsize = from->block_size,
		.f_frsize = from->block_size,
		.f_blocks = from->blocks,
		.f_bfree = from->blocks_free,
		.f_bavail = from->blocks_available,
		.f_files = from->files,
		.f_ffree = from->files_free,
		.f_favail = from->files_free,
		.f_fsid = from->id,
		.f_namemax = from->name_most,
		.f_flag = from->flags,
	};
	return 0;
}

int statvfs(const char *restrict path, struct statvfs *restrict to)
{
	struct uk_statfs from;

	return of_posix(uk_statfs(path, &from), &from, to);
}

int fstatvfs(int fd, struct statvfs *to)
{
	struct uk_statfs from;

	return of_posix(uk_fstatfs(fd, &from), &from, to);
}
