/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The key-value store through sockets: one socket, one buffer, a datagram at a time. It
 * blocks when there is none, so the network below delivers whole bursts between two waits.
 */
#include "protocol.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../shared/random.h"
#include "../shared/socket.h"

/* at least 16 KiB (Config.uk), so that store_create() cannot fail */
static uint64_t memory[CONFIG_APP_UDPKV_STORE_KIB * 1024 / sizeof(uint64_t)];

/* Errors that pass: a signal, an earlier answer that nobody was there for, a lack of buffers. */
static bool is_passing(int error)
{
	return error == EINTR || error == EAGAIN || error == ECONNREFUSED ||
	       error == EHOSTUNREACH || error == ENETUNREACH ||
	       error == ENOBUFS || error == ENOMEM;
}

static int serve(int fd, struct store *store)
{
	static uint8_t request[UDPKV_REQUEST_MOST + 1], answer[UDPKV_ANSWER_MOST];
	struct sockaddr_storage from;

	for (;;) {
		socklen_t from_length = sizeof(from);
		ssize_t got = recvfrom(fd, request, sizeof(request), 0,
				       (struct sockaddr *)&from, &from_length);

		if (got >= 0)
			/* an answer that cannot go now is lost, as datagrams are */
			sendto(fd, answer,
			       udpkv_answer(store, request, (size_t)got, answer), 0,
			       (struct sockaddr *)&from, from_length);
		else if (!is_passing(errno))
			return errno;
	}
}

int main(int argc, char **argv)
{
	unsigned int port = argc > 1 ? socket_port(argv[1]) : UDPKV_PORT;
	struct store *store =
		store_create(memory, sizeof(memory), random_seed());
	int fd;

	if (!port || argc > 2) {
		fprintf(stderr, "usage: udpkv [PORT]\n");
		return 2;
	}
	fd = socket_serve(SOCK_DGRAM, port);
	if (fd < 0) {
		fprintf(stderr, "udpkv: port %u: %s\n", port, strerror(errno));
		return 1;
	}
	printf("udpkv: serving on port %u/udp\n", port);
	fflush(stdout);
	fprintf(stderr, "udpkv: %s\n", strerror(serve(fd, store)));
	return 1;
}
