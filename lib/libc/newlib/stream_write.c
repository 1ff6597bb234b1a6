/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fwrite() and fputs() that move blocks. newlib's small variant ("nano") puts single
 * characters: 12 instructions for each, and a write() for each on standard error.
 */
#include <stdio.h>
#include <string.h>

int __swsetup_r(struct _reent *state, FILE *stream);

static int can_write(FILE *stream)
{
	return (stream->_flags & __SWR && stream->_bf._base) ||
	       !__swsetup_r(_REENT, stream);
}

/* Moves a part: its length, or 0 and the stream's error. */
static size_t move(FILE *stream, const char *from, size_t length)
{
	size_t size = (size_t)stream->_bf._size;
	size_t used = (size_t)(stream->_p - stream->_bf._base);
	ssize_t count;

	if (!used && length >= size) { /* without a buffer, its size is 1 */
		count = stream->_write(_REENT, stream->_cookie, from, length);
		if (count > 0)
			return (size_t)count;
		stream->_flags |= __SERR;
		return 0;
	}
	if (length > size - used)
		length = size - used;
	memcpy(stream->_p, from, length);
	stream->_p += length;
	if (!(stream->_flags & __SLBF)) /* where it stays 0 */
		stream->_w -= (int)length;
	return length == size - used && fflush(stream) ? 0 : length;
}

/* How many bytes it took. */
static size_t put(FILE *stream, const char *from, size_t length)
{
	size_t done = 0, part;

	flockfile(stream);
	if (can_write(stream)) {
		while (done < length) {
			part = move(stream, from + done, length - done);
			if (!part)
				break;
			done += part;
		}
		if (stream->_flags & __SLBF && memchr(from, '\n', done) &&
		    fflush(stream))
			done = 0;
	}
	funlockfile(stream);
	return done;
}

size_t fwrite(const void *restrict from, size_t size, size_t count,
	      FILE *stream)
{
	size_t length = size * count;

	return length ? put(stream, from, length) / size : 0;
}

int fputs(const char *restrict text, FILE *restrict stream)
{
	size_t length = strlen(text);

	return put(stream, text, length) == length ? 0 : EOF;
}
