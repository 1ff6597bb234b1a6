/* SPDX-License-Identifier: BSD-3-Clause */
#include "call.h"

ssize_t sendto(int fd, const void *data, size_t length, int flags,
	       const struct sockaddr *address, socklen_t address_length)
{
	struct uk_iovec piece = { (void *)data, length };
	const struct uk_msghdr message = {
		.name = (void *)address,
		.name_length = address_length,
		.pieces = &piece,
		.piece_count = 1,
		.control = NULL,
		.control_length = 0,
		.flags = 0,
	};

	return SEND_ON_FILE(fd, flags,
			    uk_socket_send(file, &message, flags));
}

ssize_t send(int fd, const void *data, size_t length, int flags)
{
	return sendto(fd, data, length, flags, NULL, 0);
}
