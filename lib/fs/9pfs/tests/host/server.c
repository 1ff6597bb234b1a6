/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The host's end of the channel: requests come flat, answers are scattered.
 */
#include "server.h"

#include <stdlib.h>
#include <string.h>

#include "answers.h"

#define WAITING_MOST 64

struct server server;
struct answers_fid answers_fids[ANSWERS_FIDS];

static struct uk_9p_request *waiting[WAITING_MOST];
static unsigned int waiting_count;
static bool running, failed;

void server_fault(const char *fault)
{
	if (!server.fault)
		server.fault = fault;
}

static size_t flatten(const struct uk_9p_request *request, uint8_t *to,
		      size_t room)
{
	size_t length = 0;

	for (unsigned int i = 0; i < request->out; i++) {
		const struct uk_sgsegment *segment = &request->segments[i];

		if (!segment->length || segment->length > room - length) {
			server_fault("a request's segment is empty or too long");
			return 0;
		}
		memcpy(to + length, segment->base, segment->length);
		length += segment->length;
	}
	return length;
}

static size_t room_of(const struct uk_9p_request *request)
{
	size_t room = 0;

	for (unsigned int i = 0; i < request->in; i++)
		room += request->segments[request->out + i].length;
	return room;
}

static size_t scatter(const struct uk_9p_request *request, const uint8_t *from,
		      size_t length)
{
	size_t done = 0;

	for (unsigned int i = 0; i < request->in; i++) {
		const struct uk_sgsegment *segment =
			&request->segments[request->out + i];
		size_t part = UK_MIN(segment->length, length - done);

		memcpy(segment->base, from + done, part);
		done += part;
	}
	return done;
}

static void answer(struct uk_9p_request *request)
{
	static uint8_t in[2 * SERVER_ANSWER_MOST], out[SERVER_ANSWER_MOST];
	size_t length = flatten(request, in, sizeof(in));
	size_t room = room_of(request);
	size_t made = answers_make(in, length, out, room);

	if (server.mangle)
		made = server.mangle(out, made);
	else if (made > room)
		server_fault("there is no room for the answer");
	server.in_flight--;
	request->result = (int64_t)scatter(request, out, UK_MIN(made, room));
	request->done(request);
}

bool server_answer(unsigned int which)
{
	struct uk_9p_request *request;

	if (!waiting_count)
		return false;
	which %= waiting_count;
	request = waiting[which];
	waiting[which] = waiting[--waiting_count];
	answer(request);
	return true;
}

/* ---- the channel */

static int start(struct uk_9p_channel *channel)
{
	channel->depth = server.depth;
	channel->segments_most = server.segments_most;
	running = true;
	failed = false;
	server.starts++;
	return 0;
}

void server_fail(void)
{
	failed = true;
	while (waiting_count) {
		struct uk_9p_request *request = waiting[--waiting_count];

		server.in_flight--;
		request->result = -EIO;
		request->done(request);
	}
}

static int stop(struct uk_9p_channel *channel __uk_unused)
{
	server_fail();
	running = false;
	server.stops++;
	for (unsigned int i = 0; i < ANSWERS_FIDS; i++)
		answers_forget(i);
	return 0;
}

void server_move(void)
{
	if (waiting_count)
		server_fault("a move amid requests");
	stop(&server_channel);
	running = true;
	server_channel.moves++;
}

static int submit(struct uk_9p_channel *channel, struct uk_9p_request *request)
{
	if (!running)
		server_fault("a request after the end");
	if (failed)
		return -EIO;
	if (request->out + request->in > channel->segments_most)
		server_fault("too many segments");
	if (room_of(request) < 11)
		server_fault("no room for an error");
	if (server.in_flight == server.depth) {
		server_fault("too many requests");
		return -ENOSPC;
	}
	server.requests++;
	server.in_flight++;
	server.in_flight_most =
		UK_MAX(server.in_flight_most, server.in_flight);
	if (server.late || server.mute)
		waiting[waiting_count++] = request;
	else
		answer(request);
	return 0;
}

static void check(struct uk_9p_channel *channel __uk_unused)
{
	server.checks++;
}

static const struct uk_9p_channel_ops ops = {
	.driver = "server",
	.start = start,
	.stop = stop,
	.submit = submit,
	.check = check,
};

struct uk_9p_channel server_channel = { .ops = &ops, .tag = SERVER_TAG };

unsigned int server_fids(void)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < ANSWERS_FIDS; i++)
		count += answers_fids[i].file != NULL;
	return count;
}

void server_reset(void)
{
	static bool registered;

	for (unsigned int i = 0; i < ANSWERS_FIDS; i++)
		answers_fids[i].file = NULL;
	tree_reset();
	waiting_count = 0;
	running = failed = false;
	server = (struct server){ .depth = 16,
				  .segments_most = 10,
				  .message_most = 1u << 19 };
	server_channel.used = false;
	if (!registered)
		uk_9p_channel_register(&server_channel);
	registered = true;
}
