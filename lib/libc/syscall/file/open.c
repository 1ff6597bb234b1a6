/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Opening by path, and reading directories.
 */
#include <uk/fscalls.h>
#include <uk/interrupt.h>

#include "../call.h"

_Static_assert(offsetof(struct uk_dirent, length) == 16 &&
		       offsetof(struct uk_dirent, kind) == 18 &&
		       offsetof(struct uk_dirent, name) == 19,
	       "struct linux_dirent64 (include/linux/dirent.h)");

/* All files are (asm-generic/fcntl.h). */
#define O_LARGEFILE 0100000u

long uk_sys_openat(long at, long path, long flags, long mode)
{
	return UK_RESTARTABLE(uk_openat((int)at, TO(const char, path),
					(uint32_t)flags & ~O_LARGEFILE,
					(uint32_t)mode));
}

long uk_sys_open(long path, long flags, long mode)
{
	return uk_sys_openat(UK_AT_FDCWD, path, flags, mode);
}

long uk_sys_creat(long path, long mode)
{
	return uk_sys_open(path, UK_O_CREAT | UK_O_WRONLY | UK_O_TRUNC, mode);
}

long uk_sys_getdents64(long fd, long to, long size)
{
	/* an unsigned int in Linux */
	size_t room = (uint32_t)size;

	return to ? uk_getdents((int)fd, TO(void, to), room) : -EFAULT;
}
