/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Copying from file to file through a buffer here: sendfile() and copy_file_range().
 */
#include <uk/alloc.h>

#include "place.h"

#define BUFFER ((size_t)64 * 1024)

/* Where a copy reads and writes; UK_FILE_POSITION: where the file is. */
struct copy {
	struct uk_file *in, *out;
	int64_t in_offset; /* a number */
	int64_t out_offset;
};

/* Writes all, as far as the file takes it. */
static uk_ssize_t write_part(struct copy *copy, char *from, size_t length)
{
	struct uk_iovec piece = { from, length };
	uk_ssize_t done =
		uk_file_write(copy->out, &piece, 1, copy->out_offset);

	if (done > 0 && copy->out_offset != UK_FILE_POSITION)
		copy->out_offset += done;
	return done;
}

static uk_ssize_t copy_through(struct copy *copy, char *buffer, size_t size,
			       size_t length)
{
	size_t total = 0;

	while (total < length) {
		struct uk_iovec piece = { buffer, UK_MIN(size, length - total) };
		uk_ssize_t got, put;

		got = uk_file_read(copy->in, &piece, 1, copy->in_offset);
		if (!got)
			break;
		put = got < 0 ? got : write_part(copy, buffer, (size_t)got);
		if (put < 0)
			return total ? (uk_ssize_t)total : put;
		copy->in_offset += put;
		total += (size_t)put;
		if (put < got)
			break;
	}
	return (uk_ssize_t)total;
}

/* From *offset, or from the file's own position; moves that by what was copied. */
static uk_ssize_t copy_from(struct copy *copy, int64_t *offset, size_t length)
{
	size_t size = UK_MIN(length, BUFFER);
	uk_ssize_t done;
	char *buffer;

	length = UK_MIN(length, UK_FD_TRANSFER_MOST);
	copy->in_offset = offset ? *offset :
				   uk_file_seek(copy->in, 0, UK_SEEK_CUR);
	if (copy->in_offset < 0)
		return offset ? -EINVAL : copy->in_offset;
	if (!length)
		return 0;
	buffer = uk_malloc(uk_alloc_default(), size);
	if (!buffer)
		return -ENOMEM;
	done = copy_through(copy, buffer, size, length);
	uk_free(uk_alloc_default(), buffer);
	if (done <= 0)
		return done;
	if (offset)
		*offset = copy->in_offset;
	else
		uk_file_seek(copy->in, copy->in_offset, UK_SEEK_SET);
	return done;
}

/* 0 with a share of both files. */
static int open_both(struct copy *copy, int in, int out)
{
	copy->in = uk_fd_get(in);
	if (!copy->in)
		return -EBADF;
	copy->out = uk_fd_get(out);
	if (copy->out)
		return 0;
	uk_file_put(copy->in);
	return -EBADF;
}

static void put_both(struct copy *copy)
{
	uk_file_put(copy->out);
	uk_file_put(copy->in);
}

uk_ssize_t uk_sendfile(int out, int in, int64_t *offset, size_t length)
{
	struct copy copy = { .out_offset = UK_FILE_POSITION };
	uk_ssize_t done = open_both(&copy, in, out);

	if (done)
		return done;
	if (copy.out->flags & UK_O_APPEND) /* sendfile(2) */
		done = -EINVAL;
	else if (!copy.in->ops->seek) /* a pipe, a socket; as Linux says it */
		done = offset ? -ESPIPE : -EINVAL;
	else
		done = copy_from(&copy, offset, length);
	put_both(&copy);
	return done;
}

static bool is_regular(const struct uk_vfs_file *file)
{
	return file && (file->vnode->mode & UK_S_IFMT) == UK_S_IFREG;
}

/* Both are regular files, and what is copied does not meet itself: *length becomes what
 * there is.
 */
static int check_range(const struct copy *copy, const int64_t *in_offset,
		       const int64_t *out_offset, size_t *length)
{
	const struct uk_vfs_file *in = uk_vfs_file(copy->in);
	const struct uk_vfs_file *out = uk_vfs_file(copy->out);
	int64_t from, to;

	if ((in && uk_vnode_is_directory(in->vnode)) ||
	    (out && uk_vnode_is_directory(out->vnode)))
		return -EISDIR;
	if (!is_regular(in) || !is_regular(out))
		return -EINVAL;
	if (out->file.flags & UK_O_APPEND)
		return -EBADF;
	from = in_offset ? *in_offset : in->position;
	to = out_offset ? *out_offset : out->position;
	if (from < 0 || to < 0)
		return -EINVAL;
	*length = UK_MIN(*length, (size_t)UK_MAX(in->vnode->size - from, 0));
	if (in->vnode == out->vnode &&
	    (uint64_t)(from < to ? to - from : from - to) < *length)
		return -EINVAL;
	return 0;
}

uk_ssize_t uk_copy_file_range(int in, int64_t *in_offset, int out,
			      int64_t *out_offset, size_t length,
			      uint32_t flags)
{
	struct copy copy;
	uk_ssize_t done;

	if (flags)
		return -EINVAL;
	done = open_both(&copy, in, out);
	if (done)
		return done;
	done = check_range(&copy, in_offset, out_offset, &length);
	if (!done) {
		copy.out_offset = out_offset ? *out_offset : UK_FILE_POSITION;
		done = copy_from(&copy, in_offset, length);
		if (done > 0 && out_offset)
			*out_offset = copy.out_offset;
	}
	put_both(&copy);
	return done;
}
