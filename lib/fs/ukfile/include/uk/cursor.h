/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where a transfer is in its caller's pieces: bytes are moved between them and other
 * memory, a part at a time. Any context.
 */
#ifndef UK_CURSOR_H
#define UK_CURSOR_H

#include <uk/file.h>

struct uk_cursor {
	const struct uk_iovec *piece;
	size_t pieces; /* from `piece` on */
	size_t offset; /* in `piece` */
	size_t left;   /* bytes in all */
};

int uk_cursor_many(struct uk_cursor *cursor, const struct uk_iovec *pieces,
		   size_t count);

/* 0, -EMSGSIZE (too many pieces), -EINVAL (too many bytes) */
static inline int uk_cursor_init(struct uk_cursor *cursor,
				 const struct uk_iovec *pieces, size_t count)
{
	if (count != 1 || pieces->length > PTRDIFF_MAX)
		return uk_cursor_many(cursor, pieces, count);
	cursor->piece = pieces;
	cursor->pieces = 1;
	cursor->offset = 0;
	cursor->left = pieces->length;
	return 0;
}

/* Moves `length` bytes, no more than are left: into the pieces, or out of them. */
void uk_cursor_fill(struct uk_cursor *cursor, const void *data, size_t length);
void uk_cursor_drain(struct uk_cursor *cursor, void *data, size_t length);

#endif /* UK_CURSOR_H */
