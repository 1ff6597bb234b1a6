/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What there is to know of a file, by path.
 */
#include <uk/fscalls.h>

#include "../call.h"

long uk_sys_newfstatat(long at, long path, long to, long flags)
{
	if (!to)
		return -EFAULT;
	return uk_fstatat((int)at, TO(const char, path), TO(struct uk_stat, to),
			  (int)flags);
}

long uk_sys_stat(long path, long to)
{
	return uk_sys_newfstatat(UK_AT_FDCWD, path, to, 0);
}

long uk_sys_lstat(long path, long to)
{
	return uk_sys_newfstatat(UK_AT_FDCWD, path, to, UK_AT_SYMLINK_NOFOLLOW);
}

long uk_sys_faccessat2(long at, long path, long mode, long flags)
{
	return uk_faccessat((int)at, TO(const char, path), (uint32_t)mode,
			    (int)flags);
}

long uk_sys_faccessat(long at, long path, long mode)
{
	return uk_sys_faccessat2(at, path, mode, 0);
}

long uk_sys_access(long path, long mode)
{
	return uk_sys_faccessat2(UK_AT_FDCWD, path, mode, 0);
}

long uk_sys_readlinkat(long at, long path, long to, long size)
{
	/* an int in Linux */
	return (int)size <= 0 ? -EINVAL :
				uk_readlinkat((int)at, TO(const char, path),
					      TO(char, to), (size_t)(int)size);
}

long uk_sys_readlink(long path, long to, long size)
{
	return uk_sys_readlinkat(UK_AT_FDCWD, path, to, size);
}

/* struct statfs (asm-generic/statfs.h) */
struct file_system {
	int64_t type;
	int64_t block_size;
	uint64_t blocks;
	uint64_t blocks_free;
	uint64_t blocks_available;
	uint64_t files;
	uint64_t files_free;
	uint64_t id;
	int64_t name_most;
	int64_t fragment_size;
	int64_t flags;
	int64_t spare[4];
};

_Static_assert(sizeof(struct file_system) == 120, "the ABI's size");

#define ST_VALID 0x20 /* `flags` mean something (linux/statfs.h) */

static long tell(int error, const struct uk_statfs *from, long to)
{
	if (error)
		return error;
	if (!to)
		return -EFAULT;
	*TO(struct file_system, to) = (struct file_system){
		.type = from->type,
		.block_size = (int64_t)from->block_size,
		.blocks = from->blocks,
		.blocks_free = from->blocks_free,
		.blocks_available = from->blocks_available,
		.files = from->files,
		.files_free = from->files_free,
		.id = from->id,
		.name_most = (int64_t)from->name_most,
		.fragment_size = (int64_t)from->block_size,
		.flags = from->flags | ST_VALID,
	};
	return 0;
}

long uk_sys_statfs(long path, long to)
{
	struct uk_statfs from;

	return tell(uk_statfs(TO(const char, path), &from), &from, to);
}

long uk_sys_fstatfs(long fd, long to)
{
	struct uk_statfs from;

	return tell(uk_fstatfs((int)fd, &from), &from, to);
}
