/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading and writing: read(2), readv(2), pread(2) and their kin.
 */
#include <uk/fd.h>
#include <uk/interrupt.h>

#include "../call.h"

/* Flags of preadv2() and pwritev2() (linux/fs.h). DSYNC and SYNC are promises that
 * only the file system could keep.
 */
#define RWF_HIPRI 1u

/* Whose buffer is NULL: what is wrong with the descriptor comes first. */
static long __uk_noinline no_buffer(long fd)
{
	struct uk_file *file = uk_fd_get((int)fd);

	if (!file)
		return -EBADF;
	uk_file_put(file);
	return -EFAULT;
}

/* Apart, so that what succeeds saves no registers for it. */
static long __uk_noinline write_failed(long error)
{
	return UK_WRITING(error);
}

static inline long written(long result)
{
	return UK_LIKELY(result >= 0) ? result : write_failed(result);
}

long uk_sys_read(long fd, long to, long length)
{
	if (UK_UNLIKELY(!to && length))
		return no_buffer(fd);
	return uk_fd_read((int)fd, TO(void, to), (size_t)length);
}

long uk_sys_write(long fd, long from, long length)
{
	if (UK_UNLIKELY(!from && length))
		return no_buffer(fd);
	return written(uk_fd_write((int)fd, TO(void, from), (size_t)length));
}

/* Whether each piece has a place. */
static bool is_there(const struct uk_iovec *pieces, int count)
{
	if (count <= 0 || count > UK_FD_PIECES_MOST)
		return true; /* uk_fd_read_pieces() says what is wrong */
	if (!pieces)
		return false;
	for (int i = 0; i < count; i++)
		if (!pieces[i].base && pieces[i].length)
			return false;
	return true;
}

static long read_pieces(long fd, const struct uk_iovec *pieces, int count,
			int64_t offset)
{
	if (!is_there(pieces, count))
		return no_buffer(fd);
	return uk_fd_read_pieces((int)fd, pieces, count, offset);
}

static long write_pieces(long fd, const struct uk_iovec *pieces, int count,
			 int64_t offset)
{
	if (!is_there(pieces, count))
		return no_buffer(fd);
	return written(uk_fd_write_pieces((int)fd, pieces, count, offset));
}

/* The kernel's name for the file's own position is a number below 0. */
static int64_t position(long offset)
{
	return offset < 0 ? INT64_MIN : offset;
}

/* A count is 32 bits wide, or whatever it is it is too many. */
static int pieces_of(long count)
{
	return count < 0 || count > UK_FD_PIECES_MOST ? -1 : (int)count;
}

long uk_sys_readv(long fd, long pieces, long count)
{
	return read_pieces(fd, TO(struct uk_iovec, pieces), pieces_of(count),
			   UK_FILE_POSITION);
}

long uk_sys_writev(long fd, long pieces, long count)
{
	return write_pieces(fd, TO(struct uk_iovec, pieces), pieces_of(count),
			    UK_FILE_POSITION);
}

long uk_sys_pread64(long fd, long to, long length, long offset)
{
	struct uk_iovec piece = { TO(void, to),
				  UK_MIN((size_t)length, UK_FD_TRANSFER_MOST) };

	return read_pieces(fd, &piece, 1, position(offset));
}

long uk_sys_pwrite64(long fd, long from, long length, long offset)
{
	struct uk_iovec piece = { TO(void, from),
				  UK_MIN((size_t)length, UK_FD_TRANSFER_MOST) };

	return write_pieces(fd, &piece, 1, position(offset));
}

/* The fifth argument is the high half of the offset on 32-bit machines only. */
long uk_sys_preadv(long fd, long pieces, long count, long offset,
		   long high __uk_unused)
{
	return read_pieces(fd, TO(struct uk_iovec, pieces), pieces_of(count),
			   position(offset));
}

long uk_sys_pwritev(long fd, long pieces, long count, long offset,
		    long high __uk_unused)
{
	return write_pieces(fd, TO(struct uk_iovec, pieces), pieces_of(count),
			    position(offset));
}

/* Offset -1 is the file's own position here. */
long uk_sys_preadv2(long fd, long pieces, long count, long offset,
		    long high __uk_unused, long flags)
{
	if ((unsigned int)flags & ~RWF_HIPRI)
		return -EOPNOTSUPP;
	return read_pieces(fd, TO(struct uk_iovec, pieces), pieces_of(count),
			   offset == -1 ? UK_FILE_POSITION : position(offset));
}

long uk_sys_pwritev2(long fd, long pieces, long count, long offset,
		     long high __uk_unused, long flags)
{
	if ((unsigned int)flags & ~RWF_HIPRI)
		return -EOPNOTSUPP;
	return write_pieces(fd, TO(struct uk_iovec, pieces), pieces_of(count),
			    offset == -1 ? UK_FILE_POSITION : position(offset));
}
