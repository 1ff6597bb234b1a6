/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A batch is a list of pieces for sendmsg(). What does not go is copied, but for the end of a
 * page: at most OUTPUT_ENOUGH and a little more for each slow reader.
 */
#include "output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

/* A shorter page's end is copied with the rest. */
#define REFER_LEAST 4096

static struct {
	struct iovec pieces[OUTPUT_PIECES];
	size_t count;
	size_t bytes;
	size_t last_head; /* bytes of the last piece that may change */
	size_t scratch_used;
	char scratch[OUTPUT_SCRATCH];
} batch;

char *output_room(void)
{
	return batch.scratch + batch.scratch_used;
}

void output_refer(const char *bytes, size_t head_length, size_t length)
{
	batch.pieces[batch.count++] =
		(struct iovec){ .iov_base = (void *)bytes, .iov_len = length };
	batch.bytes += length;
	batch.last_head = head_length;
}

void output_wrote(size_t length)
{
	output_refer(output_room(), length, length);
	batch.scratch_used += length;
}

bool output_is_empty(void)
{
	return !batch.count;
}

bool output_is_full(void)
{
	return batch.count > OUTPUT_PIECES - 2 || /* an answer has two at most */
	       batch.bytes >= OUTPUT_ENOUGH ||
	       batch.scratch_used > OUTPUT_SCRATCH - OUTPUT_ANSWER_MOST;
}

/* Keeps what of the batch lies behind its first `taken` bytes. */
static bool keep_rest(struct rest *rest, size_t taken)
{
	const struct iovec *last = &batch.pieces[batch.count - 1];
	size_t left = batch.bytes - taken;
	size_t page = last->iov_len - batch.last_head;
	char *to;

	if (page < REFER_LEAST)
		page = 0;
	if (page > left)
		page = left;
	/* a byte more, so that nothing to copy is a block as well */
	to = malloc(left - page + 1);
	if (!to)
		return false;
	*rest = (struct rest){
		.copy = to,
		.copy_length = left - page,
		.page = (char *)last->iov_base + last->iov_len - page,
		.page_length = page,
	};
	left -= page;
	for (const struct iovec *piece = batch.pieces; left; piece++) {
		size_t part;

		if (taken >= piece->iov_len) {
			taken -= piece->iov_len;
			continue;
		}
		part = piece->iov_len - taken;
		if (part > left)
			part = left;
		memcpy(to, (char *)piece->iov_base + taken, part);
		to += part;
		left -= part;
		taken = 0;
	}
	return true;
}

ptrdiff_t output_send(int fd, struct rest *rest)
{
	struct msghdr message = { .msg_iov = batch.pieces,
				  .msg_iovlen = batch.count };
	size_t bytes = batch.bytes;
	ssize_t taken;

	if (batch.count == 1)
		taken = send(fd, batch.pieces[0].iov_base, bytes, MSG_NOSIGNAL);
	else
		taken = sendmsg(fd, &message, MSG_NOSIGNAL);
	if (taken < 0 && (errno == EAGAIN || errno == EINTR))
		taken = 0;
	if (taken >= 0 && (size_t)taken < bytes &&
	    !keep_rest(rest, (size_t)taken)) {
		errno = ENOMEM;
		taken = -1;
	}
	batch.count = batch.bytes = batch.scratch_used = 0;
	return taken;
}

ptrdiff_t output_send_rest(int fd, struct rest *rest)
{
	struct iovec pieces[2] = {
		{ .iov_base = rest->copy, .iov_len = rest->copy_length },
		{ .iov_base = (void *)rest->page, .iov_len = rest->page_length },
	};
	struct msghdr message = { .msg_iov = pieces, .msg_iovlen = 2 };
	ssize_t taken = sendmsg(fd, &message, MSG_NOSIGNAL);
	size_t part;

	if (taken < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -1;
	part = (size_t)taken < rest->copy_length ? (size_t)taken :
						   rest->copy_length;
	rest->copy_length -= part;
	memmove(rest->copy, rest->copy + part, rest->copy_length);
	part = (size_t)taken - part;
	rest->page += part;
	rest->page_length -= part;
	if (!rest->copy_length && !rest->page_length)
		output_drop_rest(rest);
	return taken;
}

void output_drop_rest(struct rest *rest)
{
	free(rest->copy);
	rest->copy = NULL;
}
