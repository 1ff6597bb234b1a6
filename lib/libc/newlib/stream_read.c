/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fread() of more than a stream's buffer holds: straight to where the program wants it, in one
 * read. newlib's own, which does the rest, fills the buffer again and again and copies from it.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>

int __srefill_r(struct _reent *state, FILE *stream);
size_t _fread_r(struct _reent *state, void *restrict to, size_t size,
		size_t count, FILE *restrict stream);

/* Where a read may go round the buffer: nothing was pushed back, nothing is to be told. */
static int is_plain(const FILE *stream)
{
	return stream->_flags & __SRD &&
	       !(stream->_flags & (__SEOF | __SERR | __SNBF | __SSTR)) &&
	       !stream->_ub._base && stream->_bf._base;
}

/* How many bytes it could read in this way. */
static size_t read_around(FILE *stream, char *to, size_t length)
{
	size_t size = (size_t)stream->_bf._size, done;

	if (length < size || !is_plain(stream))
		return 0;
	done = stream->_r > 0 ? (size_t)stream->_r : 0;
	if (done > length)
		return 0;
	memcpy(to, stream->_p, done);
	/* The buffer is empty, also for fseek(), which looks at what was read of it. */
	stream->_p = stream->_bf._base;
	stream->_r = 0;
	while (length - done >= size) {
		size_t whole = (length - done) / size * size;
		ssize_t count = stream->_read(_REENT, stream->_cookie,
					      to + done, whole);

		if (count <= 0) /* the ordinary way meets it again and says so */
			break;
		done += (size_t)count;
	}
	return done;
}

size_t fread(void *restrict to, size_t size, size_t count,
	     FILE *restrict stream)
{
	size_t length = size * count, done = 0;

	if (!length)
		return 0;
	flockfile(stream);
	/* A stream gets its buffer with its first byte. */
	if (stream->_bf._base || length < BUFSIZ ||
	    !__srefill_r(_REENT, stream))
		done = read_around(stream, to, length);
	if (done < length)
		done += fread_unlocked((char *)to + done, 1, length - done,
				       stream);
	funlockfile(stream);
	return done / size;
}

/* What the full scanf() of a stream calls: newlib's would bring its fread() along. */
size_t _fread_r(struct _reent *state, void *restrict to, size_t size,
		size_t count, FILE *restrict stream)
{
	(void)state;
	return fread(to, size, count, stream);
}
