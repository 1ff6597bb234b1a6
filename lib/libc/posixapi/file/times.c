/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Setting times, in each of the units that there were over the years.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <utime.h>
#include <uk/fscalls.h>

#include "../result.h"

_Static_assert(sizeof(struct timespec) == sizeof(struct uk_timespec) &&
		       offsetof(struct timespec, tv_nsec) ==
			       offsetof(struct uk_timespec, nanoseconds),
	       "the same structure under two names");

static int set(int at, const char *path, const struct timespec *times,
	       int flags)
{
	return (int)result(uk_utimensat(
		at, path, (const struct uk_timespec *)times, flags));
}

/* Without a path it would be futimens(), which Linux's call does but C's does not. */
int utimensat(int at, const char *path, const struct timespec times[2],
	      int flags)
{
	return path ? set(at, path, times, flags) : (int)result(-EFAULT);
}

int futimens(int fd, const struct timespec times[2])
{
	return set(fd, NULL, times, 0);
}

int utime(const char *path, const struct utimbuf *times)
{
	struct timespec both[2];

	if (!times)
		return utimensat(AT_FDCWD, path, NULL, 0);
	both[0] = (struct timespec){ .tv_sec = times->actime };
	both[1] = (struct timespec){ .tv_sec = times->modtime };
	return utimensat(AT_FDCWD, path, both, 0);
}

static int set_microseconds(int at, const char *path,
			    const struct timeval *times, int flags)
{
	struct timespec both[2];

	if (!times)
		return set(at, path, NULL, flags);
	for (int i = 0; i < 2; i++) {
		if (times[i].tv_usec < 0 || times[i].tv_usec > 999999)
			return (int)result(-EINVAL);
		both[i].tv_sec = times[i].tv_sec;
		both[i].tv_nsec = times[i].tv_usec * 1000;
	}
	return set(at, path, both, flags);
}

int futimesat(int at, const char *path, const struct timeval times[2])
{
	return path ? set_microseconds(at, path, times, 0) :
		      (int)result(-EFAULT);
}

int utimes(const char *path, const struct timeval times[2])
{
	return futimesat(AT_FDCWD, path, times);
}

int lutimes(const char *path, const struct timeval times[2])
{
	return path ? set_microseconds(AT_FDCWD, path, times,
				       AT_SYMLINK_NOFOLLOW) :
		      (int)result(-EFAULT);
}

int futimes(int fd, const struct timeval times[2])
{
	return set_microseconds(fd, NULL, times, 0);
}
