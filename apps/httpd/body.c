/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Skips a body by its length or by its chunks (RFC 9112 section 7.1), a byte at a time but for
 * the data itself, in whatever pieces it comes.
 */
#include "body.h"

enum state {
	NONE,
	PLAIN,	   /* `left` bytes to go */
	SIZE,	   /* at the first digit of a chunk's size */
	DIGITS,	   /* behind it */
	EXTENSION, /* up to the line's end, ignored */
	SIZE_END,  /* at the line feed */
	DATA,	   /* `left` bytes of a chunk to go */
	DATA_CR,
	DATA_LF,
	TRAILER,     /* at a line's beginning, behind the last chunk */
	TRAILER_END, /* at the line feed that ends it all */
	FIELD,	     /* within a line of the trailer, ignored */
};

bool body_begin(struct body *body, bool chunked, uint64_t length)
{
	*body = (struct body){ 0 };
	if (length > BODY_MOST)
		return false;
	body->left = length;
	body->state = chunked ? SIZE : length ? PLAIN : NONE;
	return true;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static enum state size_line(struct body *body, char c)
{
	int value = digit(c);

	if (value >= 0) {
		body->left = body->left * 16 + (uint64_t)value;
		return DIGITS;
	}
	if (c == '\r')
		return SIZE_END;
	return c == ';' || c == ' ' || c == '\t' ? EXTENSION : NONE;
}

/* The state behind this byte of the framing; NONE if it cannot be there. */
static enum state next(struct body *body, char c)
{
	switch ((enum state)body->state) {
	case SIZE:
		body->left = 0;
		return digit(c) < 0 ? NONE : size_line(body, c);
	case DIGITS:
		return size_line(body, c);
	case EXTENSION:
		return c == '\r' ? SIZE_END : c == '\n' ? NONE : EXTENSION;
	case SIZE_END:
		return c != '\n' ? NONE : body->left ? DATA : TRAILER;
	case DATA_CR:
		return c == '\r' ? DATA_LF : NONE;
	case DATA_LF:
		return c == '\n' ? SIZE : NONE;
	case TRAILER:
		return c == '\r' ? TRAILER_END : c == '\n' ? NONE : FIELD;
	case FIELD:
		return c == '\n' ? TRAILER : FIELD;
	default:
		return NONE;
	}
}

ptrdiff_t body_skip(struct body *body, const char *data, size_t length)
{
	size_t at = 0;

	while (at < length && body->state != NONE) {
		if (body->state == PLAIN || body->state == DATA) {
			size_t part = length - at;

			if (part > body->left)
				part = (size_t)body->left;
			at += part;
			body->left -= part;
			if (!body->left)
				body->state = body->state == DATA ? DATA_CR :
								    NONE;
			continue;
		}
		if (body->state == TRAILER_END) {
			if (data[at++] != '\n')
				return -1;
			body->state = NONE;
			break;
		}
		body->state = (uint8_t)next(body, data[at++]);
		/* all that chunks say and hold counts, so that none can go on for ever */
		if (body->state == DATA)
			body->spent += (uint32_t)body->left;
		if (body->state == NONE || ++body->spent > BODY_MOST ||
		    body->left > BODY_MOST)
			return -1;
	}
	return (ptrdiff_t)at;
}
