/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading and writing, with the waiting that the kinds leave to this.
 */
#include <uk/file.h>

#include "mapped.h"

/* 0, or why the file cannot be asked. */
static int check(const struct uk_file *file, uint32_t forbidden,
		 const void *operation, int64_t offset)
{
	if ((file->flags & UK_O_ACCMODE) == forbidden)
		return -EBADF;
	if (!operation)
		return -EINVAL;
	return offset != UK_FILE_POSITION && !file->ops->seek ? -ESPIPE : 0;
}

/* The functions that wait stand apart, so that those which need not cost little. */
static uk_ssize_t __uk_noinline read_patiently(struct uk_file *file,
					       const struct uk_iovec *pieces,
					       unsigned int count,
					       int64_t offset)
{
	struct uk_file_patience patience = uk_file_patience(
		file->read_timeout, file->flags & UK_O_NONBLOCK);
	uk_ssize_t result = -EAGAIN;

	while (result == -EAGAIN &&
	       uk_file_try_again(file, UK_READY_IN, &patience))
		result = file->ops->read(file, pieces, count, offset);
	return uk_file_outcome(&patience, result);
}

uk_ssize_t uk_file_read(struct uk_file *file, const struct uk_iovec *pieces,
			unsigned int count, int64_t offset)
{
	uk_ssize_t result =
		check(file, UK_O_WRONLY, file->ops->read, offset);

	if (result)
		return result;
	if (needs_memory_behind(file, pieces, count))
		return uk_file_read_mapped(file, pieces, count, offset);
	result = file->ops->read(file, pieces, count, offset);
	if (UK_LIKELY(result != -EAGAIN))
		return result;
	return read_patiently(file, pieces, count, offset);
}

/*
 * Goes on with a write of which the first attempt had `result`: a part, or -EAGAIN.
 * Of a piece that was cut, the rest is written by itself, then the whole pieces
 * after it.
 */
static uk_ssize_t __uk_noinline write_patiently(struct uk_file *file,
						const struct uk_iovec *pieces,
						unsigned int count,
						int64_t offset,
						uk_ssize_t result)
{
	struct uk_file_patience patience = uk_file_patience(
		file->write_timeout, file->flags & UK_O_NONBLOCK);
	size_t done = 0, skip = 0;

	for (;;) {
		struct uk_iovec cut;

		if (result > 0) {
			done += (size_t)result;
			skip += (size_t)result;
			for (; count && skip >= pieces->length; count--)
				skip -= (pieces++)->length;
			if (!count)
				break;
		} else if (result != -EAGAIN ||
			   !uk_file_try_again(file, UK_READY_OUT, &patience)) {
			break;
		}
		cut = *pieces;
		cut.base = (char *)cut.base + skip;
		cut.length -= skip;
		result = file->ops->write(file, skip ? &cut : pieces,
					  skip ? 1 : count,
					  offset == UK_FILE_POSITION ?
						  offset :
						  offset + (int64_t)done);
	}
	return done ? (uk_ssize_t)done : uk_file_outcome(&patience, result);
}

static size_t total(const struct uk_iovec *pieces, unsigned int count)
{
	size_t length = 0;

	while (count--)
		length += (pieces++)->length;
	return length;
}

uk_ssize_t uk_file_write(struct uk_file *file, const struct uk_iovec *pieces,
			 unsigned int count, int64_t offset)
{
	uk_ssize_t result =
		check(file, UK_O_RDONLY, file->ops->write, offset);

	if (result)
		return result;
	if (needs_memory_behind(file, pieces, count))
		return uk_file_write_mapped(file, pieces, count, offset);
	result = file->ops->write(file, pieces, count, offset);
	if (result > 0 ? (size_t)result == total(pieces, count) ||
				 file->flags & UK_O_NONBLOCK :
			 result != -EAGAIN)
		return result;
	return write_patiently(file, pieces, count, offset, result);
}
