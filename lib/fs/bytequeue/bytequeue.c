/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A list of chunks of two sizes: a few bytes wait in a small one, a stream goes through
 * large ones. Some that were emptied are kept for the next, of whatever queue: that
 * costs a fifth of what the heap takes, and an idle queue still holds nothing.
 */
#include <uk/alloc.h>
#include <uk/bytequeue.h>

#define SMALL 240u  /* with its head 256 */
#define LARGE 4096u /* what a pipe takes as one step (PIPE_BUF) fits in one */
#define SPARE_MOST 4u

struct uk_bytequeue_chunk {
	struct uk_bytequeue_chunk *next;
	uint16_t start; /* of the bytes that wait */
	uint16_t end;
	uint16_t size;
	char data[];
};

struct spare {
	struct uk_bytequeue_chunk *first;
	unsigned int count;
};

static struct spare small_spare, large_spare;

static struct spare *spare_of(size_t size)
{
	return size == SMALL ? &small_spare : &large_spare;
}

/* An empty chunk for `length` bytes, or for a part of them; NULL: no memory. */
static struct uk_bytequeue_chunk *take(size_t length)
{
	size_t size = length <= SMALL ? SMALL : LARGE;
	struct spare *spare = spare_of(size);
	struct uk_bytequeue_chunk *chunk = spare->first;

	if (chunk) {
		spare->first = chunk->next;
		spare->count--;
	} else {
		chunk = uk_malloc(uk_alloc_default(), sizeof(*chunk) + size);
		if (!chunk)
			return NULL;
		chunk->size = (uint16_t)size;
	}
	chunk->next = NULL;
	chunk->start = chunk->end = 0;
	return chunk;
}

static void give(struct uk_bytequeue_chunk *chunk)
{
	struct spare *spare = spare_of(chunk->size);

	if (spare->count == SPARE_MOST) {
		uk_free(uk_alloc_default(), chunk);
		return;
	}
	chunk->next = spare->first;
	spare->first = chunk;
	spare->count++;
}

static void give_all(struct uk_bytequeue_chunk *chunk)
{
	while (chunk) {
		struct uk_bytequeue_chunk *next = chunk->next;

		give(chunk);
		chunk = next;
	}
}

static size_t room_in(const struct uk_bytequeue_chunk *chunk)
{
	return chunk ? (size_t)(chunk->size - chunk->end) : 0;
}

static void append(struct uk_bytequeue *queue, struct uk_bytequeue_chunk *chunk)
{
	if (queue->last)
		queue->last->next = chunk;
	else
		queue->first = chunk;
}

static void fill(struct uk_bytequeue_chunk *chunk, struct uk_cursor *from,
		 size_t length)
{
	uk_cursor_drain(from, chunk->data + chunk->end, length);
	chunk->end += (uint16_t)length;
}

uk_ssize_t uk_bytequeue_put(struct uk_bytequeue *queue, struct uk_cursor *from,
			    size_t length, bool whole)
{
	struct uk_bytequeue_chunk *more = NULL, **end = &more;
	size_t room = room_in(queue->last), fits = room, left;

	/* All memory first, so that nothing has changed where there is none. */
	while (fits < length) {
		*end = take(length - fits);
		if (*end) {
			fits += (*end)->size;
			end = &(*end)->next;
		} else if (whole || !fits) {
			give_all(more);
			return -ENOMEM;
		} else {
			length = fits;
		}
	}
	left = length;
	if (room) {
		size_t part = UK_MIN(left, room);

		fill(queue->last, from, part);
		left -= part;
	}
	append(queue, more);
	for (; more; more = more->next) {
		size_t part = UK_MIN(left, (size_t)more->size);

		fill(more, from, part);
		left -= part;
		queue->last = more;
	}
	queue->length += length;
	return (uk_ssize_t)length;
}

void uk_bytequeue_get(struct uk_bytequeue *queue, struct uk_cursor *to,
		      size_t length)
{
	queue->length -= length;
	while (length) {
		struct uk_bytequeue_chunk *chunk = queue->first;
		size_t part = UK_MIN(length, (size_t)chunk->end - chunk->start);

		uk_cursor_fill(to, chunk->data + chunk->start, part);
		chunk->start += (uint16_t)part;
		length -= part;
		if (chunk->start < chunk->end)
			break;
		queue->first = chunk->next;
		if (!queue->first)
			queue->last = NULL;
		give(chunk);
	}
}

void uk_bytequeue_peek(const struct uk_bytequeue *queue, struct uk_cursor *to,
		       size_t length)
{
	for (const struct uk_bytequeue_chunk *chunk = queue->first; length;
	     chunk = chunk->next) {
		size_t part = UK_MIN(length, (size_t)chunk->end - chunk->start);

		uk_cursor_fill(to, chunk->data + chunk->start, part);
		length -= part;
	}
}

void uk_bytequeue_clear(struct uk_bytequeue *queue)
{
	give_all(queue->first);
	*queue = (struct uk_bytequeue){ 0 };
}
