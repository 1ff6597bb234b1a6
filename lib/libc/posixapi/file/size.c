/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How large a file is, and what of it is on the device.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <unistd.h>
#include <uk/fscalls.h>

#include "../result.h"

int truncate(const char *path, off_t size)
{
	return (int)result(uk_truncate(path, size));
}

int ftruncate(int fd, off_t size)
{
	return (int)result(uk_ftruncate(fd, size));
}

int fallocate(int fd, int mode, off_t offset, off_t length)
{
	return (int)result(uk_fallocate(fd, (uint32_t)mode, offset, length));
}

/* These two return the error. */
int posix_fallocate(int fd, off_t offset, off_t length)
{
	return -uk_fallocate(fd, 0, offset, length);
}

int posix_fadvise(int fd, off_t offset, off_t length, int advice)
{
	return -uk_fadvise(fd, offset, length, advice);
}

int fsync(int fd)
{
	return (int)result(uk_fsync(fd));
}

int fdatasync(int fd)
{
	return (int)result(uk_fdatasync(fd));
}

int syncfs(int fd)
{
	return (int)result(uk_syncfs(fd));
}

/* It has no way to say that it failed: fsync() and syncfs() have. */
void sync(void)
{
	uk_sync();
}
