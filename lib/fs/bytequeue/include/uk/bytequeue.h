/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Bytes on their way from a writer to a reader, in chunks of memory that are taken as
 * it fills and given back as it empties: an empty queue has none. It knows no limit
 * and no waiting; those are its owner's.
 *
 * Context: threads. Nothing here sleeps, so with cooperative threads it needs no lock.
 */
#ifndef UK_BYTEQUEUE_H
#define UK_BYTEQUEUE_H

#include <uk/cursor.h>

struct uk_bytequeue_chunk;

/* Zero bytes are an empty queue. */
struct uk_bytequeue {
	struct uk_bytequeue_chunk *first;
	struct uk_bytequeue_chunk *last;
	size_t length; /* bytes that wait */
};

/*
 * Appends `length` bytes (1 to from->left): how many, or -ENOMEM. `whole`: all of them
 * or none; otherwise as many as there is memory for.
 */
uk_ssize_t uk_bytequeue_put(struct uk_bytequeue *queue, struct uk_cursor *from,
			    size_t length, bool whole);

/* Takes the first `length` bytes (no more than wait, nor than to->left). */
void uk_bytequeue_get(struct uk_bytequeue *queue, struct uk_cursor *to,
		      size_t length);

/* The same, but they stay. */
void uk_bytequeue_peek(const struct uk_bytequeue *queue, struct uk_cursor *to,
		       size_t length);

/* Empties it. */
void uk_bytequeue_clear(struct uk_bytequeue *queue);

#endif /* UK_BYTEQUEUE_H */
