/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The pipe itself: bytes go in and out, and whoever may go on is told. What is told, and
 * when, is what edge-triggered programs for Linux rely on: readers learn of each write,
 * writers when there is room again for a write of one step.
 */
#include "pipe.h"

void pipe_init(struct pipe *pipe)
{
	static uint32_t last_number;

	*pipe = (struct pipe){ .capacity = CONFIG_LIBPIPE_KIB * 1024u,
			       .number = ++last_number };
	/* the option may be any number, a capacity is a power of two */
	while (pipe->capacity & (pipe->capacity - 1))
		pipe->capacity += pipe->capacity & -pipe->capacity;
	uk_list_init(&pipe->ends);
}

void pipe_tell_readers(struct pipe *pipe, unsigned int events)
{
	struct pipe_end *end;

	uk_list_for_each_entry(end, &pipe->ends, link)
		if (pipe_reads(end->file))
			uk_file_notify(end->file, events);
}

void pipe_tell_writers(struct pipe *pipe, unsigned int events)
{
	struct pipe_end *end;

	uk_list_for_each_entry(end, &pipe->ends, link)
		if (pipe_writes(end->file))
			uk_file_notify(end->file, events);
}

void pipe_attach(struct pipe *pipe, struct pipe_end *end, struct uk_file *file)
{
	*end = (struct pipe_end){ .pipe = pipe, .file = file };
	if (pipe_reads(file)) {
		pipe->readers++;
		pipe->readers_ever++;
		pipe_tell_writers(pipe, UK_READY_IN | UK_READY_OUT);
	}
	if (pipe_writes(file)) {
		pipe->writers++;
		pipe->writers_ever++;
		pipe_tell_readers(pipe, UK_READY_IN | UK_READY_OUT);
	}
	uk_list_add(&end->link, &pipe->ends);
}

bool pipe_detach(struct pipe_end *end)
{
	struct pipe *pipe = end->pipe;

	uk_list_del(&end->link);
	if (pipe_reads(end->file) && !--pipe->readers)
		pipe_tell_writers(pipe, UK_READY_OUT | UK_READY_ERROR);
	if (pipe_writes(end->file) && !--pipe->writers)
		pipe_tell_readers(pipe, UK_READY_IN | UK_READY_HANG_UP);
	if (!uk_list_empty(&pipe->ends))
		return false;
	uk_bytequeue_clear(&pipe->bytes);
	return true;
}

uk_ssize_t pipe_read(struct pipe *pipe, const struct uk_iovec *pieces,
		     unsigned int count)
{
	struct uk_cursor to;
	int error = uk_cursor_init(&to, pieces, count);
	bool had_room = pipe_has_room(pipe);
	size_t length;

	if (error)
		return error;
	length = UK_MIN(to.left, pipe->bytes.length);
	if (!length)
		return to.left && pipe->writers ? -EAGAIN : 0;
	uk_bytequeue_get(&pipe->bytes, &to, length);
	if (!had_room && pipe_has_room(pipe))
		pipe_tell_writers(pipe, UK_READY_OUT);
	return (uk_ssize_t)length;
}

uk_ssize_t pipe_write(struct pipe *pipe, const struct uk_iovec *pieces,
		      unsigned int count)
{
	size_t room = pipe_room(pipe);
	struct uk_cursor from;
	uk_ssize_t result = uk_cursor_init(&from, pieces, count);
	bool whole;

	if (result || !from.left)
		return result;
	if (!pipe->readers)
		return -EPIPE;
	whole = from.left <= UK_PIPE_BUF;
	if (whole ? room < from.left : !room)
		return -EAGAIN;
	result = uk_bytequeue_put(&pipe->bytes, &from, UK_MIN(from.left, room),
				  whole);
	if (result > 0)
		pipe_tell_readers(pipe, UK_READY_IN);
	return result;
}

/* As Linux's pipe_poll(): at the end of all data a hang-up alone, and without a reader
 * an error beside whatever room there is.
 */
unsigned int pipe_ready(const struct pipe_end *end)
{
	const struct pipe *pipe = end->pipe;
	unsigned int events = 0;

	if (pipe_reads(end->file)) {
		if (pipe->bytes.length)
			events |= UK_READY_IN;
		if (!pipe->writers && pipe->writers_ever != end->seen)
			events |= UK_READY_HANG_UP;
	}
	if (pipe_writes(end->file)) {
		if (pipe_has_room(pipe))
			events |= UK_READY_OUT;
		if (!pipe->readers)
			events |= UK_READY_ERROR;
	}
	return events;
}
