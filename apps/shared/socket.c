/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sockets to serve on: one for both families, as IPv6 has it (RFC 3493 section 3.7).
 */
#include "socket.h"

#include <errno.h>
#include <unistd.h>

#define BACKLOG 511 /* connections that wait to be accepted */

unsigned int socket_port(const char *text)
{
	unsigned int port = 0;

	for (; *text >= '0' && *text <= '9' && port <= 65535; text++)
		port = port * 10 + (unsigned int)(*text - '0');
	return *text || port > 65535 ? 0 : port;
}

static int serve(int family, int type, const void *address, socklen_t length)
{
	int on = 1, off = 0;
	int fd = socket(family, type, 0);
	int error;

	if (fd < 0)
		return -1;
	if (!setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) &&
	    (family != AF_INET6 ||
	     !setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off))) &&
	    !bind(fd, address, length) &&
	    ((type & ~SOCK_NONBLOCK) != SOCK_STREAM || !listen(fd, BACKLOG)))
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

int socket_serve(int type, unsigned int port)
{
	const struct sockaddr_in6 any6 = { .sin6_family = AF_INET6,
					   .sin6_port = htons((uint16_t)port) };
	const struct sockaddr_in any = { .sin_family = AF_INET,
					 .sin_port = htons((uint16_t)port) };
	int fd = serve(AF_INET6, type, &any6, sizeof(any6));

	if (fd < 0 && (errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL))
		fd = serve(AF_INET, type, &any, sizeof(any));
	return fd;
}
