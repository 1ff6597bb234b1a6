/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Transfers of several pieces, or at an offset.
 */
#define _GNU_SOURCE
#include <sys/uio.h>
#include <unistd.h>
#include <uk/fd.h>
#include <uk/interrupt.h>

#include "result.h"

_Static_assert(sizeof(struct iovec) == sizeof(struct uk_iovec) &&
		       offsetof(struct iovec, iov_len) ==
			       offsetof(struct uk_iovec, length),
	       "the same structure under two names");

static const struct uk_iovec *kernel(const struct iovec *pieces)
{
	return (const struct uk_iovec *)pieces;
}

/* The kernel's name for the file's own position is a number below 0. */
static int64_t checked(off_t offset)
{
	return offset < 0 ? INT64_MIN : offset;
}

static ssize_t read_pieces(int fd, const struct uk_iovec *pieces, int count,
			   int64_t offset)
{
	return result(uk_fd_read_pieces(fd, pieces, count, offset));
}

static ssize_t write_pieces(int fd, const struct uk_iovec *pieces, int count,
			    int64_t offset)
{
	return result(
		UK_WRITING(uk_fd_write_pieces(fd, pieces, count, offset)));
}

ssize_t readv(int fd, const struct iovec *pieces, int count)
{
	return read_pieces(fd, kernel(pieces), count, UK_FILE_POSITION);
}

ssize_t writev(int fd, const struct iovec *pieces, int count)
{
	return write_pieces(fd, kernel(pieces), count, UK_FILE_POSITION);
}

ssize_t preadv(int fd, const struct iovec *pieces, int count, off_t offset)
{
	return read_pieces(fd, kernel(pieces), count, checked(offset));
}

ssize_t pwritev(int fd, const struct iovec *pieces, int count, off_t offset)
{
	return write_pieces(fd, kernel(pieces), count, checked(offset));
}

ssize_t pread(int fd, void *to, size_t length, off_t offset)
{
	struct uk_iovec piece = { to, UK_MIN(length, UK_FD_TRANSFER_MOST) };

	return read_pieces(fd, &piece, 1, checked(offset));
}

ssize_t pwrite(int fd, const void *from, size_t length, off_t offset)
{
	struct uk_iovec piece = { (void *)(uintptr_t)from,
				  UK_MIN(length, UK_FD_TRANSFER_MOST) };

	return write_pieces(fd, &piece, 1, checked(offset));
}
