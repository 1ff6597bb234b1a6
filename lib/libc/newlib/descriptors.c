/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The calls on descriptors that newlib itself makes, where there is a table of
 * descriptors (LIBFDTAB). The others are in posixapi.
 */
#include <unistd.h>
#include <uk/fd.h>
#include <uk/interrupt.h>

#include "result.h"

/* Apart, so that what succeeds saves no registers for it. */
static ssize_t __uk_noinline write_failed(ssize_t error)
{
	return result(UK_WRITING(error));
}

ssize_t write(int fd, const void *data, size_t length)
{
	ssize_t done = uk_fd_write(fd, data, length);

	return UK_LIKELY(done >= 0) ? done : write_failed(done);
}

ssize_t read(int fd, void *data, size_t length)
{
	return result(uk_fd_read(fd, data, length));
}

int close(int fd)
{
	return (int)result(uk_fd_close(fd));
}

off_t lseek(int fd, off_t offset, int from)
{
	return result(uk_fd_seek(fd, offset, from));
}

/* What every terminal answers, and nothing else (asm-generic/ioctls.h) */
#define TIOCGWINSZ 0x5413

int isatty(int fd)
{
	unsigned short size[4];

	return result(uk_fd_ioctl(fd, TIOCGWINSZ, size)) == 0;
}
