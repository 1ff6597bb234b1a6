/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The plain services. A connection has a buffer only while it has something in it that its
 * socket does not take.
 */
#include "plain.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "listen.h"

static char pattern[PATTERN_BYTES];
static char shared[65536]; /* what was just received */

struct stream {
	struct watched watched;
	uint64_t bytes;
	char *kept; /* of an echo: what could not be sent yet */
	size_t kept_length, kept_sent;
};

static bool is_passing(int error)
{
	return error == EAGAIN || error == EINTR;
}

static void release(struct watched *watched)
{
	struct stream *stream = (struct stream *)watched;

	free(stream->kept);
	free(stream);
}

static void begin(int fd, void (*ready)(struct watched *), uint32_t events)
{
	struct stream *stream = calloc(1, sizeof(*stream));

	if (!stream) {
		close(fd);
		return;
	}
	stream->watched = (struct watched){ .ready = ready,
					    .release = release,
					    .fd = fd };
	if (!loop_add(&stream->watched, events))
		loop_close(&stream->watched);
}

/* ---- sink */
static void sink_ready(struct watched *watched)
{
	struct stream *stream = (struct stream *)watched;
	ssize_t got = recv(watched->fd, shared, sizeof(shared), 0);
	char answer[40];

	if (got > 0) {
		stream->bytes += (uint64_t)got;
		return;
	}
	if (got && is_passing(errno))
		return;
	if (!got)
		send(watched->fd, answer,
		     (size_t)snprintf(answer, sizeof(answer), "bytes %llu\n",
				      (unsigned long long)stream->bytes),
		     MSG_NOSIGNAL);
	loop_close(watched);
}

static void sink_accepted(int fd)
{
	begin(fd, sink_ready, EPOLLIN);
}

/* ---- source */
static void source_ready(struct watched *watched)
{
	struct stream *stream = (struct stream *)watched;
	size_t offset = stream->bytes % PATTERN_BYTES;
	struct iovec pieces[2] = {
		{ .iov_base = pattern + offset,
		  .iov_len = PATTERN_BYTES - offset },
		{ .iov_base = pattern, .iov_len = offset },
	};
	struct msghdr message = { .msg_iov = pieces, .msg_iovlen = 2 };
	ssize_t sent = sendmsg(watched->fd, &message, MSG_NOSIGNAL);

	if (sent >= 0)
		stream->bytes += (uint64_t)sent;
	else if (!is_passing(errno))
		loop_close(watched);
}

static void source_accepted(int fd)
{
	begin(fd, source_ready, EPOLLOUT);
}

/* ---- echo */
static bool echo_keep(struct stream *stream, const char *data, size_t length)
{
	stream->kept = malloc(length);
	if (!stream->kept)
		return false;
	memcpy(stream->kept, data, length);
	stream->kept_length = length;
	stream->kept_sent = 0;
	return loop_change(&stream->watched, EPOLLOUT);
}

static bool echo_send_kept(struct stream *stream)
{
	ssize_t sent = send(stream->watched.fd,
			    stream->kept + stream->kept_sent,
			    stream->kept_length - stream->kept_sent,
			    MSG_NOSIGNAL);

	if (sent < 0)
		return is_passing(errno);
	stream->kept_sent += (size_t)sent;
	if (stream->kept_sent < stream->kept_length)
		return true;
	free(stream->kept);
	stream->kept = NULL;
	return loop_change(&stream->watched, EPOLLIN);
}

static bool echo_receive(struct stream *stream)
{
	ssize_t got = recv(stream->watched.fd, shared, sizeof(shared), 0);
	ssize_t sent;

	if (got <= 0)
		return got && is_passing(errno);
	sent = send(stream->watched.fd, shared, (size_t)got, MSG_NOSIGNAL);
	if (sent < 0 && !is_passing(errno))
		return false;
	if (sent < 0)
		sent = 0;
	return sent == got || echo_keep(stream, shared + sent,
					(size_t)(got - sent));
}

static void echo_ready(struct watched *watched)
{
	struct stream *stream = (struct stream *)watched;

	if (!(stream->kept ? echo_send_kept(stream) : echo_receive(stream)))
		loop_close(watched);
}

static void echo_accepted(int fd)
{
	begin(fd, echo_ready, EPOLLIN);
}

/* ---- datagrams */
#define DATAGRAMS 64 /* between two looks at the other sockets */

static void datagram_sink_ready(struct watched *watched)
{
	static unsigned long long packets, bytes;

	for (int i = 0; i < DATAGRAMS; i++) {
		struct sockaddr_storage from;
		socklen_t from_length = sizeof(from);
		ssize_t got = recvfrom(watched->fd, shared, sizeof(shared), 0,
				       (struct sockaddr *)&from, &from_length);
		char answer[64];
		int length;

		if (got < 0)
			return;
		if (got != 7 || memcmp(shared, "report\n", 7)) {
			packets++;
			bytes += (unsigned long long)got;
			continue;
		}
		length = snprintf(answer, sizeof(answer),
				  "packets %llu bytes %llu\n", packets, bytes);
		packets = bytes = 0;
		sendto(watched->fd, answer, (size_t)length, 0,
		       (struct sockaddr *)&from, from_length);
	}
}

static void datagram_echo_ready(struct watched *watched)
{
	for (int i = 0; i < DATAGRAMS; i++) {
		struct sockaddr_storage from;
		socklen_t from_length = sizeof(from);
		ssize_t got = recvfrom(watched->fd, shared, sizeof(shared), 0,
				       (struct sockaddr *)&from, &from_length);

		if (got < 0)
			return;
		sendto(watched->fd, shared, (size_t)got, 0,
		       (struct sockaddr *)&from, from_length);
	}
}

bool plain_start(void)
{
	static struct listener sink = { .accepted = sink_accepted };
	static struct listener source = { .accepted = source_accepted };
	static struct listener echo = { .accepted = echo_accepted };
	static struct watched datagram_sink = { .ready = datagram_sink_ready };
	static struct watched datagram_echo = { .ready = datagram_echo_ready };

	for (unsigned int i = 0; i < PATTERN_BYTES; i++)
		pattern[i] = (char)(i * 7 + (i >> 8) * 13);
	return listen_streams(&sink, SINK_PORT) &&
	       listen_streams(&source, SOURCE_PORT) &&
	       listen_streams(&echo, ECHO_PORT) &&
	       listen_datagrams(&datagram_sink, SINK_PORT) &&
	       listen_datagrams(&datagram_echo, ECHO_PORT);
}
