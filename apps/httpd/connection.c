/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reads requests and has them answered. The rule, a whole request at once and an answer that
 * the socket takes, is one recv() into a buffer that all share and one send(). Memory
 * of a connection's own holds what cannot be dealt with yet: it is bounded by a request's
 * longest head and a batch of answers, for who does not read is not read from.
 */
#include "connection.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "answer.h"
#include "stats.h"

#define INPUT_BYTES REQUEST_HEAD_MOST
#define SMALL_INPUT 1024 /* an ordinary request */
#define DRAIN_MOST (256 << 10)

static char shared[INPUT_BYTES + 1]; /* and the parser's NUL */

/* Answers requests up to a full output; returns how many of these bytes they were. */
static size_t take_requests(struct connection *c, const char *data,
			    size_t length)
{
	size_t at = 0;

	while (at < length && !c->is_last && !output_is_full()) {
		struct request request;
		int status;

		if (body_is_open(&c->body)) {
			ptrdiff_t skipped =
				body_skip(&c->body, data + at, length - at);

			/* if it is wrong: its answer is on the way already */
			if (skipped < 0)
				c->is_last = c->is_drained = true;
			else
				at += (size_t)skipped;
			continue;
		}
		status = request_parse(&request, data + at, length - at,
				       &c->seen);
		if (!status)
			break;
		stats.requests++;
		if (status == 200 &&
		    !body_begin(&c->body, request.chunked, request.body_length))
			status = 413;
		if (status != 200) {
			answer_refuse(status);
			c->is_last = c->is_drained = true;
			break;
		}
		at += request.head_length;
		if (!answer_request(&request)) {
			c->is_last = true;
			c->is_drained = body_is_open(&c->body);
		}
	}
	if (c->is_last && at < length) {
		c->is_drained = true;
		at = length;
	}
	return at;
}

/* Keeps data[0 .. length], which lies in the shared buffer or in the connection's own. */
static bool keep_input(struct connection *c, const char *data, size_t length)
{
	if (!length) {
		free(c->input);
		c->input = NULL;
	} else if (c->input) {
		memmove(c->input, data, length + 1);
	} else {
		size_t room = length < SMALL_INPUT ? SMALL_INPUT : INPUT_BYTES;

		c->input = malloc(room + 1);
		if (!c->input)
			return false;
		c->input_room = (uint16_t)room;
		memcpy(c->input, data, length + 1);
	}
	c->input_length = (uint16_t)length;
	return true;
}

static bool wait_for(struct connection *c, enum waiting waiting)
{
	if (c->waiting == waiting)
		return true;
	c->waiting = waiting;
	return connection_listen(c);
}

/* All answers of a connection that ends are sent. */
static bool end(struct connection *c)
{
	if (!c->is_drained)
		return false;
	/* A socket that is closed with input unread resets: the answer might be lost. */
	return !shutdown(c->fd, SHUT_WR) && wait_for(c, WAITING_END);
}

/* Answers all of data[0 .. length) that it can; keeps the rest. */
static bool process(struct connection *c, char *data, size_t length)
{
	size_t at = 0;
	bool full;

	data[length] = '\0'; /* for the parser */
	do {
		at += take_requests(c, data + at, length - at);
		full = output_is_full();
		if (!output_is_empty()) {
			ptrdiff_t sent = output_send(c->fd, &c->rest);

			if (sent < 0)
				return false;
			stats.bytes += (unsigned long)sent;
		}
	} while (full && at < length && !c->rest.copy);

	if (at)
		connection_touch(c);
	if (c->is_last && !c->rest.copy)
		return end(c);
	if ((c->input || at < length) && !keep_input(c, data + at, length - at))
		return false;
	return wait_for(c, c->rest.copy ? WAITING_OUTPUT : WAITING_INPUT);
}

/* Room for more of an incomplete request, which is shorter than INPUT_BYTES. */
static bool grow(struct connection *c)
{
	char *larger;

	if (c->input_length < c->input_room)
		return true;
	larger = realloc(c->input, INPUT_BYTES + 1);
	if (!larger)
		return false;
	c->input = larger;
	c->input_room = INPUT_BYTES;
	return true;
}

static bool is_passing(int error)
{
	return error == EAGAIN || error == EINTR;
}

static bool read_requests(struct connection *c)
{
	size_t had = 0, room = INPUT_BYTES;
	char *data = shared;
	ssize_t got;

	if (c->input) {
		if (!grow(c))
			return false;
		data = c->input;
		had = c->input_length;
		room = c->input_room;
	}
	got = recv(c->fd, data + had, room - had, 0);
	if (got <= 0)
		return got && is_passing(errno);
	if (!had) /* what comes drop by drop is no progress */
		connection_touch(c);
	return process(c, data, had + (size_t)got);
}

static bool send_rest(struct connection *c)
{
	ptrdiff_t sent = output_send_rest(c->fd, &c->rest);

	if (sent < 0)
		return false;
	stats.bytes += (unsigned long)sent;
	if (sent)
		connection_touch(c);
	if (c->rest.copy)
		return true;
	if (c->is_last)
		return end(c);
	if (c->input)
		return process(c, c->input, c->input_length);
	return wait_for(c, WAITING_INPUT);
}

static bool throw_away(struct connection *c)
{
	ssize_t got = recv(c->fd, shared, INPUT_BYTES, 0);

	if (got <= 0)
		return got && is_passing(errno);
	c->drained += (uint32_t)got;
	return c->drained < DRAIN_MOST;
}

bool connection_event(struct connection *c)
{
	switch ((enum waiting)c->waiting) {
	case WAITING_INPUT:
		return read_requests(c);
	case WAITING_OUTPUT:
		return send_rest(c);
	case WAITING_END:
		return throw_away(c);
	}
	return false;
}

void connection_time_out(struct connection *c)
{
	if (c->waiting != WAITING_INPUT || !c->input || body_is_open(&c->body))
		return;
	answer_refuse(408);
	output_send(c->fd, &c->rest);
}

void connection_release(struct connection *c)
{
	output_drop_rest(&c->rest);
	free(c->input);
}
