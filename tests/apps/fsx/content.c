/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Operations on contents, by path and by open files.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fsx.h"

#define LENGTH_MOST 20000u

static uint8_t buffer[LENGTH_MOST];

static void do_open(void)
{
	struct handle *handle = &handles[any(HANDLES)];
	bool appends = !any(3), cuts = !any(8);
	struct place place;
	int fd;

	if (handle->node)
		close_handle(handle);
	if (!choose_file(&place))
		return;
	note("open %s%s%s as %d", place.path, appends ? " append" : "",
	     cuts ? " truncate" : "", (int)(handle - handles));
	fd = open(place.path, O_RDWR | (appends ? O_APPEND : 0) |
				      (cuts ? O_TRUNC : 0));
	expect(fd, 0);
	*handle = (struct handle){ .node = place.node,
				   .fd = fd,
				   .appends = appends };
	place.node->opened++;
	if (cuts) {
		memset(place.node->content, 0, place.node->size);
		place.node->size = 0;
	}
}

void close_handle(struct handle *handle)
{
	note("close %d", (int)(handle - handles));
	expect(close(handle->fd), 0);
	handle->node->opened--;
	node_put(handle->node);
	handle->node = NULL;
}

static void fill(size_t length)
{
	static uint8_t last;

	last += 37;
	for (size_t i = 0; i < length; i++)
		buffer[i] = (uint8_t)(last + i * 7 + i / 251);
}

/* Many are small, some cross pages and blocks. */
static size_t any_length(void)
{
	return 1 + any(any(3) ? 300 : LENGTH_MOST - 1);
}

static size_t any_offset(const struct node *node)
{
	return any(2) ? any((uint32_t)node->size + 1) : any(SIZE_MOST);
}

static void set_size(struct node *node, size_t size)
{
	if (size < node->size)
		memset(node->content + size, 0, node->size - size);
	node->size = size;
}

static void wrote(struct node *node, size_t offset, size_t length)
{
	memcpy(node->content + offset, buffer, length);
	if (offset + length > node->size)
		node->size = offset + length;
}

static void do_write(struct handle *handle, bool has_offset)
{
	struct node *node = handle->node;
	size_t offset = has_offset ? any_offset(node) : handle->position;
	size_t at = handle->appends ? node->size : offset;
	size_t length = any_length();
	ssize_t result;

	if (at >= SIZE_MOST)
		return;
	if (length > SIZE_MOST - at)
		length = SIZE_MOST - at;
	fill(length);
	note("%s %d, %zu bytes at %zu of %zu", has_offset ? "pwrite" : "write",
	     (int)(handle - handles), length, at, node->size);
	result = has_offset ?
			 pwrite(handle->fd, buffer, length, (off_t)offset) :
			 write(handle->fd, buffer, length);
	expect(result, 0);
	if ((size_t)result != length)
		differs("only %zd bytes were written", result);
	wrote(node, at, length);
	if (!has_offset)
		handle->position = at + length;
}

static void do_read(struct handle *handle, bool has_offset)
{
	struct node *node = handle->node;
	size_t offset = has_offset ? any_offset(node) : handle->position;
	size_t left = offset < node->size ? node->size - offset : 0;
	size_t length = any_length();
	size_t should_be = length < left ? length : left;
	ssize_t result;

	note("%s %d, %zu bytes at %zu of %zu", has_offset ? "pread" : "read",
	     (int)(handle - handles), length, offset, node->size);
	result = has_offset ? pread(handle->fd, buffer, length, (off_t)offset) :
			      read(handle->fd, buffer, length);
	expect(result, 0);
	if ((size_t)result != should_be)
		differs("%zd bytes were read, should be %zu", result,
			should_be);
	for (size_t i = 0; i < should_be; i++)
		if (buffer[i] != node->content[offset + i])
			differs("byte %zu is %#x, should be %#x", offset + i,
				buffer[i], node->content[offset + i]);
	if (!has_offset)
		handle->position += should_be;
}

static void do_seek(struct handle *handle)
{
	struct node *node = handle->node;
	size_t position = any_offset(node);
	off_t result;

	note("seek %d to %zu", (int)(handle - handles), position);
	if (any(2))
		result = lseek(handle->fd, (off_t)position, SEEK_SET);
	else
		result = lseek(handle->fd,
			       (off_t)position - (off_t)node->size, SEEK_END);
	expect((long)result, 0);
	if (result != (off_t)position)
		differs("the position is %lld", (long long)result);
	handle->position = position;
}

static void do_truncate(struct handle *handle)
{
	size_t size = any(3) ? any_offset(handle->node) : any(SIZE_MOST);

	note("ftruncate %d from %zu to %zu", (int)(handle - handles),
	     handle->node->size, size);
	expect(ftruncate(handle->fd, (off_t)size), 0);
	set_size(handle->node, size);
}

static void do_truncate_path(void)
{
	struct place place;
	size_t size;

	if (!choose_file(&place))
		return;
	size = any_offset(place.node);
	note("truncate %s from %zu to %zu", place.path, place.node->size, size);
	expect(truncate(place.path, (off_t)size), 0);
	set_size(place.node, size);
}

static void do_sync(struct handle *handle)
{
	bool data = any(2);

	note("%s %d", data ? "fdatasync" : "fsync", (int)(handle - handles));
	expect(data ? fdatasync(handle->fd) : fsync(handle->fd), 0);
}

static void do_stat(struct handle *handle)
{
	struct stat is;

	note("fstat %d", (int)(handle - handles));
	expect(fstat(handle->fd, &is), 0);
	if (is.st_size != (off_t)handle->node->size ||
	    is.st_nlink != handle->node->links)
		differs("it says %lld bytes, %u names; should be %zu, %u",
			(long long)is.st_size, (unsigned int)is.st_nlink,
			handle->node->size, handle->node->links);
}

void do_content(void)
{
	struct handle *handle = &handles[any(HANDLES)];

	if (!handle->node || !any(12)) {
		do_open();
		return;
	}
	switch (any(14)) {
	case 0:
	case 1:
	case 2:
		do_write(handle, true);
		break;
	case 3:
	case 4:
		do_write(handle, false);
		break;
	case 5:
	case 6:
		do_read(handle, true);
		break;
	case 7:
	case 8:
		do_read(handle, false);
		break;
	case 9:
		do_seek(handle);
		break;
	case 10:
		do_truncate(handle);
		break;
	case 11:
		do_truncate_path();
		break;
	case 12:
		do_sync(handle);
		break;
	default:
		do_stat(handle);
		break;
	}
}
