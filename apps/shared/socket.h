/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the servers of this folder have in common: a socket to serve on, and how to read
 * a port. Sources of theirs, not a component.
 */
#ifndef SHARED_SOCKET_H
#define SHARED_SOCKET_H

#include <netinet/in.h>
#include <sys/socket.h>

/* The port in `text`, 1 to 65535; 0 if it is none. */
unsigned int socket_port(const char *text);

/*
 * A socket of `type` (SOCK_STREAM, SOCK_DGRAM, and SOCK_NONBLOCK) bound to `port` of every
 * address, IPv6 and IPv4; of IPv4 only where there is no IPv6. Streams listen already.
 * -1 and errno if that fails.
 */
int socket_serve(int type, unsigned int port);

#endif /* SHARED_SOCKET_H */
