/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Moving bytes through a caller's pieces.
 */
#include <uk/cursor.h>
#include <uk/string.h>

#define PIECES_MAX 1024 /* Linux's UIO_MAXIOV */

int uk_cursor_many(struct uk_cursor *cursor, const struct uk_iovec *pieces,
		   size_t count)
{
	size_t left = 0;

	if (count > PIECES_MAX)
		return -EMSGSIZE;
	for (size_t i = 0; i < count; i++)
		if (__builtin_add_overflow(left, pieces[i].length, &left) ||
		    left > PTRDIFF_MAX)
			return -EINVAL;
	*cursor = (struct uk_cursor){ .piece = pieces,
				      .pieces = count,
				      .left = left };
	return 0;
}

/* What is left of the present piece, which is not empty while any bytes are. */
static size_t here(struct uk_cursor *cursor)
{
	while (cursor->offset == cursor->piece->length) {
		cursor->piece++;
		cursor->pieces--;
		cursor->offset = 0;
	}
	return cursor->piece->length - cursor->offset;
}

void uk_cursor_fill(struct uk_cursor *cursor, const void *data, size_t length)
{
	while (length) {
		size_t part = UK_MIN(length, here(cursor));

		memcpy((char *)cursor->piece->base + cursor->offset, data,
		       part);
		cursor->offset += part;
		cursor->left -= part;
		data = (const char *)data + part;
		length -= part;
	}
}

void uk_cursor_drain(struct uk_cursor *cursor, void *data, size_t length)
{
	while (length) {
		size_t part = UK_MIN(length, here(cursor));

		memcpy(data, (const char *)cursor->piece->base + cursor->offset,
		       part);
		cursor->offset += part;
		cursor->left -= part;
		data = (char *)data + part;
		length -= part;
	}
}
