/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * UDP tests: all clients send to one socket, and are told apart by their addresses.
 */
#include <string.h>

#include "iperf3.h"
#include "listen.h"

/* A stream's first datagram and the answer to it; the second pair is that of old releases. */
#define HELLO 0x36373839u
#define HELLO_ANSWER 0x39383736u
#define OLD_HELLO 123456789u
#define OLD_HELLO_ANSWER 987654321u

#define DATAGRAMS 64 /* between two looks at the other sockets */

static uint32_t get32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	       (uint32_t)at[2] << 8 | at[3];
}

/* A stream begins: it belongs to the test that waits for one. */
static void greet(int fd, const uint8_t *bytes, size_t length,
		  const struct sockaddr_storage *peer, socklen_t peer_length)
{
	struct test *test = test_wanting_udp();
	struct stream *stream;
	uint32_t hello;

	if (length < sizeof(hello) || !test)
		return;
	memcpy(&hello, bytes, sizeof(hello));
	if (hello != HELLO && hello != OLD_HELLO)
		return;
	stream = test_add_stream(test);
	if (!stream)
		return;
	memcpy(&stream->peer, peer, peer_length);
	hello = hello == HELLO ? HELLO_ANSWER : OLD_HELLO_ANSWER;
	sendto(fd, &hello, sizeof(hello), 0, (const struct sockaddr *)peer,
	       peer_length);
	test_start_if_complete(test);
}

/* A datagram begins with the time that it was sent at, and its number from 1 on. */
static void count(struct stream *stream, const uint8_t *bytes, size_t length)
{
	bool wide = stream->test->has_wide_counters;
	uint64_t number;
	int64_t transit, difference;

	stream->bytes += length;
	if (length < (wide ? 16 : 12))
		return;
	number = wide ? (uint64_t)get32(bytes + 8) << 32 | get32(bytes + 12) :
			get32(bytes + 8);
	if (number > stream->packets) {
		stream->errors += number - 1 - stream->packets;
		stream->packets = number;
	} else if (stream->errors) {
		stream->errors--; /* it was late, not lost */
	}
	transit = microseconds() - (int64_t)get32(bytes) * 1000000 -
		  get32(bytes + 4);
	difference = transit - stream->transit;
	if (difference < 0)
		difference = -difference;
	if (number > 1) /* there is one before to compare with */
		stream->jitter += (uint64_t)difference - stream->jitter / 16;
	stream->transit = transit;
}

static void ready(struct watched *watched)
{
	static uint8_t datagram[65536];

	for (int i = 0; i < DATAGRAMS; i++) {
		struct sockaddr_storage peer = { 0 };
		socklen_t peer_length = sizeof(peer);
		ssize_t got = recvfrom(watched->fd, datagram, sizeof(datagram),
				       0, (struct sockaddr *)&peer,
				       &peer_length);
		struct stream *stream;

		if (got < 0)
			return;
		stream = test_find_peer(&peer, peer_length);
		if (!stream)
			greet(watched->fd, datagram, (size_t)got, &peer,
			      peer_length);
		else if (stream->test->step == STEP_RUNNING)
			count(stream, datagram, (size_t)got);
	}
}

bool udp_start(void)
{
	static struct watched watched = { .ready = ready };

	return listen_datagrams(&watched, IPERF3_PORT);
}
