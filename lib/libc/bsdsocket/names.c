/* SPDX-License-Identifier: BSD-3-Clause */
#include "call.h"

int getsockname(int fd, struct sockaddr *address, socklen_t *length)
{
	return (int)ON_FILE(fd, uk_socket_local(file,
						(struct uk_sockaddr *)address,
						length));
}

int getpeername(int fd, struct sockaddr *address, socklen_t *length)
{
	return (int)ON_FILE(fd, uk_socket_peer(file,
					       (struct uk_sockaddr *)address,
					       length));
}
