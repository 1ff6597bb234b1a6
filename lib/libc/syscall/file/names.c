/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names in directories: making, linking, renaming and removing.
 */
#include <uk/fscalls.h>

#include "../call.h"

long uk_sys_mkdirat(long at, long path, long mode)
{
	return uk_mkdirat((int)at, TO(const char, path), (uint32_t)mode);
}

long uk_sys_mkdir(long path, long mode)
{
	return uk_sys_mkdirat(UK_AT_FDCWD, path, mode);
}

long uk_sys_mknodat(long at, long path, long mode, long device)
{
	/* an unsigned int in Linux */
	return uk_mknodat((int)at, TO(const char, path), (uint32_t)mode,
			  (uint32_t)device);
}

long uk_sys_mknod(long path, long mode, long device)
{
	return uk_sys_mknodat(UK_AT_FDCWD, path, mode, device);
}

long uk_sys_symlinkat(long target, long at, long path)
{
	return uk_symlinkat(TO(const char, target), (int)at,
			    TO(const char, path));
}

long uk_sys_symlink(long target, long path)
{
	return uk_sys_symlinkat(target, UK_AT_FDCWD, path);
}

long uk_sys_linkat(long at, long path, long to_at, long to, long flags)
{
	return uk_linkat((int)at, TO(const char, path), (int)to_at,
			 TO(const char, to), (int)flags);
}

long uk_sys_link(long path, long to)
{
	return uk_sys_linkat(UK_AT_FDCWD, path, UK_AT_FDCWD, to, 0);
}

long uk_sys_unlinkat(long at, long path, long flags)
{
	return uk_unlinkat((int)at, TO(const char, path), (int)flags);
}

long uk_sys_unlink(long path)
{
	return uk_sys_unlinkat(UK_AT_FDCWD, path, 0);
}

long uk_sys_rmdir(long path)
{
	return uk_sys_unlinkat(UK_AT_FDCWD, path, UK_AT_REMOVEDIR);
}

long uk_sys_renameat2(long at, long path, long to_at, long to, long flags)
{
	return uk_renameat2((int)at, TO(const char, path), (int)to_at,
			    TO(const char, to), (uint32_t)flags);
}

long uk_sys_renameat(long at, long path, long to_at, long to)
{
	return uk_sys_renameat2(at, path, to_at, to, 0);
}

long uk_sys_rename(long path, long to)
{
	return uk_sys_renameat2(UK_AT_FDCWD, path, UK_AT_FDCWD, to, 0);
}

/* ---- the current directory ---- */

long uk_sys_chdir(long path)
{
	return uk_chdir(TO(const char, path));
}

long uk_sys_fchdir(long fd)
{
	return uk_fchdir((int)fd);
}

long uk_sys_getcwd(long to, long size)
{
	return uk_getcwd(TO(char, to), (size_t)size);
}
