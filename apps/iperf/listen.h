/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef IPERF_LISTEN_H
#define IPERF_LISTEN_H

#include "loop.h"

/* Added to every port, so that the server can be a program of a host where they are taken. */
extern unsigned int listen_offset;

struct listener {
	struct watched watched;
	void (*accepted)(int fd); /* a new connection, which does not block: it owns it */
};

/* Serves `port`; says why and returns false if that fails. */
bool listen_streams(struct listener *listener, unsigned int port);

/* The same for datagrams; `watched->ready` is set already. */
bool listen_datagrams(struct watched *watched, unsigned int port);

#endif /* IPERF_LISTEN_H */
