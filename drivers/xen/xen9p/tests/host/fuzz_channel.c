/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A hostile backend against a channel that is used: the rings and indices overwritten before
 * any access, states in any order. Nothing outside of what was lent and of the requests' own
 * memory is touched, every request is done, once, and after the end everything is the driver's
 * again.
 */
#include <string.h>

#include "peer.h"

#define REQUESTS 40
#define MESSAGE 600u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

static struct item {
	struct uk_9p_request request;
	struct uk_sgsegment segments[4];
	uint8_t out[MESSAGE], in[2][MESSAGE];
	bool is_out;
} items[REQUESTS];
static unsigned int out;

static const uint8_t *input;
static size_t left;

static unsigned int byte(void)
{
	if (!left)
		return 0;
	left--;
	return *input++;
}

static void done(struct uk_9p_request *request)
{
	struct item *item = UK_CONTAINER_OF(request, struct item, request);

	if (!item->is_out || request->result > 2 * (int)MESSAGE)
		__builtin_trap();
	item->is_out = false;
	out--;
}

static void submit(void)
{
	struct item *item = &items[byte() % REQUESTS];
	uint32_t length = HEADER + 2 * byte();

	if (item->is_out)
		return;
	peer_header(item->out, length, (uint16_t)(item - items));
	item->segments[0] = (struct uk_sgsegment){ item->out, HEADER };
	item->segments[1] = (struct uk_sgsegment){ item->out + HEADER,
						   length - HEADER };
	item->segments[2] = (struct uk_sgsegment){ item->in[0], 1 + byte() };
	item->segments[3] = (struct uk_sgsegment){ item->in[1], byte() };
	item->request = (struct uk_9p_request){
		.segments = item->segments, .out = 2, .in = 2, .done = done
	};
	item->is_out = true;
	out++;
	if (peer.channel->ops->submit(peer.channel, &item->request)) {
		item->is_out = false;
		out--;
	}
}

/* A byte of any page that was lent, often of the indices */
static void scribble(void)
{
	unsigned int how = byte();
	unsigned int grant = 8 + (how & 1 ? 0 : byte() % (RING_PAGES + 1));
	uint8_t *page = other_side.grants[grant].page;
	unsigned int at = how & 1 ? (how >> 1) % 8 + (how & 128 ? 64 : 0) :
				    byte() * 16 + byte() % 16;

	if (page)
		page[at] = (uint8_t)byte();
}

static void step(void)
{
	if (left && *input < 24) {
		byte();
		scribble();
	}
}

static void answer(void)
{
	uint8_t bytes[MESSAGE] = { 0 };
	uint32_t length = HEADER + byte() * 2;

	peer_header(bytes, length, (uint16_t)(byte() % REQUESTS));
	peer_answer(bytes, byte() & 1 ? length : byte() % MESSAGE);
}

static void reopen(void)
{
	if (peer.channel->used)
		uk_9p_channel_close(peer.channel);
	if (peer.channel->used || out)
		__builtin_trap();
	peer_open();
}

static void move(void)
{
	bool connected = peer.channel->used &&
			 other_side.grants[other_side_told("ring-ref0")].page;

	switch (byte() % 9) {
	case 0:
	case 1:
	case 2:
		if (peer.channel->used)
			submit();
		break;
	case 3:
	case 4:
		if (connected)
			answer();
		break;
	case 5:
		other_side_event();
		break;
	case 6:
		scribble();
		break;
	case 7:
		if (peer.channel->used)
			peer.channel->ops->check(peer.channel);
		break;
	default:
		if (byte() & 1)
			other_side_change((enum uk_xenbus_state)(byte() % 9));
		else
			reopen();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	input = data;
	left = length;
	/* One channel for all inputs, as their list only grows */
	if (!peer.channel) {
		peer_make();
		if (peer_find())
			__builtin_trap();
	}
	other_side.state = UK_XENBUS_INIT_WAIT;
	if (peer_open())
		__builtin_trap();
	other_side.step = step;
	while (left)
		move();
	other_side.step = NULL;
	if (peer.channel->used)
		uk_9p_channel_close(peer.channel);
	if (out || other_side.lent || other_side.handler)
		__builtin_trap();
	return 0;
}
