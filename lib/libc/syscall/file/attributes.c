/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Changing what is known of a file: rights, owner, times, size.
 */
#include <uk/fscalls.h>

#include "../call.h"

long uk_sys_umask(long mask)
{
	return uk_umask((uint32_t)mask & 0777);
}

long uk_sys_fchmodat2(long at, long path, long mode, long flags)
{
	return uk_fchmodat((int)at, TO(const char, path), (uint32_t)mode,
			   (int)flags);
}

long uk_sys_fchmodat(long at, long path, long mode)
{
	return uk_sys_fchmodat2(at, path, mode, 0);
}

long uk_sys_chmod(long path, long mode)
{
	return uk_sys_fchmodat2(UK_AT_FDCWD, path, mode, 0);
}

long uk_sys_fchmod(long fd, long mode)
{
	return uk_fchmod((int)fd, (uint32_t)mode);
}

long uk_sys_fchownat(long at, long path, long user, long group, long flags)
{
	return uk_fchownat((int)at, TO(const char, path), (uint32_t)user,
			   (uint32_t)group, (int)flags);
}

long uk_sys_chown(long path, long user, long group)
{
	return uk_sys_fchownat(UK_AT_FDCWD, path, user, group, 0);
}

long uk_sys_lchown(long path, long user, long group)
{
	return uk_sys_fchownat(UK_AT_FDCWD, path, user, group,
			       UK_AT_SYMLINK_NOFOLLOW);
}

long uk_sys_fchown(long fd, long user, long group)
{
	return uk_fchown((int)fd, (uint32_t)user, (uint32_t)group);
}

/* Without a path it is about `at`, which is then a file. */
static long set_times(long at, long path, const struct uk_timespec *times,
		      long flags)
{
	if (!path && (int)at == UK_AT_FDCWD)
		return -EFAULT;
	return uk_utimensat((int)at, TO(const char, path), times, (int)flags);
}

long uk_sys_utimensat(long at, long path, long times, long flags)
{
	return set_times(at, path, TO(const struct uk_timespec, times), flags);
}

/* struct timeval, and struct utimbuf's two times of whole seconds (linux/utime.h) */
struct timeval {
	int64_t seconds;
	int64_t microseconds;
};

#define MICROSECONDS 1000000u

long uk_sys_futimesat(long at, long path, long times)
{
	const struct timeval *given = TO(const struct timeval, times);
	struct uk_timespec both[2];

	for (int i = 0; given && i < 2; i++) {
		if ((uint64_t)given[i].microseconds >= MICROSECONDS)
			return -EINVAL;
		both[i].seconds = given[i].seconds;
		both[i].nanoseconds = given[i].microseconds * 1000;
	}
	return set_times(at, path, given ? both : NULL, 0);
}

long uk_sys_utimes(long path, long times)
{
	return uk_sys_futimesat(UK_AT_FDCWD, path, times);
}

long uk_sys_utime(long path, long times)
{
	const int64_t *given = TO(const int64_t, times);
	const struct timeval both[2] = { { given ? given[0] : 0, 0 },
					 { given ? given[1] : 0, 0 } };

	return uk_sys_utimes(path, given ? (long)both : 0);
}

long uk_sys_truncate(long path, long size)
{
	return uk_truncate(TO(const char, path), size);
}

long uk_sys_ftruncate(long fd, long size)
{
	return uk_ftruncate((int)fd, size);
}

long uk_sys_fallocate(long fd, long mode, long offset, long length)
{
	return uk_fallocate((int)fd, (uint32_t)mode, offset, length);
}
