/* SPDX-License-Identifier: BSD-3-Clause */
#include "call.h"

/* The descriptor comes first: what was accepted cannot be put back. */
static int take(struct uk_file *listener, struct sockaddr *address,
		socklen_t *length, int flags)
{
	int fd = uk_fd_reserve(0, flags & SOCK_CLOEXEC ? UK_O_CLOEXEC : 0);
	struct uk_file *connection;
	int error;

	if (fd < 0)
		return fd;
	error = uk_socket_accept(listener, &connection,
				 (struct uk_sockaddr *)address, length, flags);
	if (error) {
		uk_fd_cancel(fd);
		return error;
	}
	uk_fd_fill(fd, connection);
	return fd;
}

int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags)
{
	return (int)ON_FILE(fd, take(file, address, length, flags));
}

int accept(int fd, struct sockaddr *address, socklen_t *length)
{
	return accept4(fd, address, length, 0);
}
