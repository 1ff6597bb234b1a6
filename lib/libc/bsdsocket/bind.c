/* SPDX-License-Identifier: BSD-3-Clause */
#include "call.h"

int bind(int fd, const struct sockaddr *address, socklen_t length)
{
	return (int)ON_FILE(fd, uk_socket_bind(file, kernel_address(address),
					       length));
}
