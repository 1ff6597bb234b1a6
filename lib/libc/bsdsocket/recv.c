/* SPDX-License-Identifier: BSD-3-Clause */
#include "call.h"

ssize_t recvfrom(int fd, void *data, size_t length, int flags,
		 struct sockaddr *address, socklen_t *address_length)
{
	struct uk_iovec piece = { data, length };
	/* Each field has its line: compilers clear the whole of it otherwise. */
	struct uk_msghdr message = {
		.name = address_length ? address : NULL,
		.name_length = address && address_length ? *address_length : 0,
		.pieces = &piece,
		.piece_count = 1,
		.control = NULL,
		.control_length = 0,
		.flags = 0,
	};
	ssize_t count =
		ON_FILE(fd, uk_socket_receive(file, &message, flags));

	if (count >= 0 && address && address_length)
		*address_length = message.name_length;
	return count;
}

ssize_t recv(int fd, void *data, size_t length, int flags)
{
	return recvfrom(fd, data, length, flags, NULL, NULL);
}
