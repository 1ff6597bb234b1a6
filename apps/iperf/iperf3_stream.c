/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Connections that have just come, up to their cookie; and streams over TCP.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "iperf3.h"
#include "listen.h"

static char shared[65536]; /* what is sent, and what was received */

struct newcomer {
	struct watched watched;
	size_t used;
	char cookie[COOKIE_BYTES];
};

static bool is_passing(int error)
{
	return error == EAGAIN || error == EINTR;
}

static void newcomer_release(struct watched *watched)
{
	free(watched);
}

static void newcomer_ready(struct watched *watched)
{
	struct newcomer *newcomer = (struct newcomer *)watched;
	ssize_t got = recv(watched->fd, newcomer->cookie + newcomer->used,
			   COOKIE_BYTES - newcomer->used, 0);
	struct test *test;

	if (got <= 0) {
		if (!got || !is_passing(errno))
			loop_close(watched);
		return;
	}
	newcomer->used += (size_t)got;
	if (newcomer->used < COOKIE_BYTES)
		return;
	test = test_find(newcomer->cookie);
	if (test)
		stream_begin(watched, test);
	else
		test_begin(watched, newcomer->cookie);
}

static void accepted(int fd)
{
	struct newcomer *newcomer = calloc(1, sizeof(*newcomer));

	if (!newcomer) {
		close(fd);
		return;
	}
	newcomer->watched = (struct watched){ .ready = newcomer_ready,
					      .release = newcomer_release,
					      .fd = fd };
	if (!loop_add(&newcomer->watched, EPOLLIN))
		loop_close(&newcomer->watched);
}

/* Data flows; the client's end of it is not that of the test, which its control tells. */
static void stream_ready(struct watched *watched)
{
	struct stream *stream = (struct stream *)watched;
	ssize_t moved = stream->is_sender ?
				send(watched->fd, shared, stream->test->block,
				     MSG_NOSIGNAL) :
				recv(watched->fd, shared, sizeof(shared), 0);

	if (moved > 0)
		stream->bytes += (uint64_t)moved;
	else if (!moved || !is_passing(errno))
		loop_change(watched, 0);
}

static void stream_release(struct watched *watched)
{
	free(watched);
}

void stream_begin(struct watched *from, struct test *test)
{
	struct stream *stream = test->is_udp ? NULL : test_add_stream(test);

	if (!stream) {
		loop_close(from);
		return;
	}
	stream->watched.ready = stream_ready;
	stream->watched.release = stream_release;
	loop_hand_over(from, &stream->watched,
		       stream->is_sender ? 0 : EPOLLIN);
	test_start_if_complete(test);
}

void stream_run(struct stream *stream)
{
	loop_change(&stream->watched, EPOLLOUT);
}

bool iperf3_start(void)
{
	static struct listener listener = { .accepted = accepted };

	return listen_streams(&listener, IPERF3_PORT) && udp_start();
}
