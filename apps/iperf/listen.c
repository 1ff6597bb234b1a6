/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sockets that others come to.
 */
#include "listen.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "../shared/socket.h"

unsigned int listen_offset;

static bool serve(struct watched *watched, int type, unsigned int port)
{
	port += listen_offset;
	watched->fd = socket_serve(type | SOCK_NONBLOCK, port);
	if (watched->fd >= 0 && loop_add(watched, EPOLLIN))
		return true;
	fprintf(stderr, "iperf: port %u: %s\n", port, strerror(errno));
	return false;
}

/* One of each event: where descriptors or memory run out, old connections go on. */
static void accept_one(struct watched *watched)
{
	struct listener *listener = (struct listener *)watched;
	int fd = accept4(watched->fd, NULL, NULL, SOCK_NONBLOCK);

	if (fd >= 0)
		listener->accepted(fd);
}

bool listen_streams(struct listener *listener, unsigned int port)
{
	listener->watched.ready = accept_one;
	return serve(&listener->watched, SOCK_STREAM, port);
}

bool listen_datagrams(struct watched *watched, unsigned int port)
{
	return serve(watched, SOCK_DGRAM, port);
}
