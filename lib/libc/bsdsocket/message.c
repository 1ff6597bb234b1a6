/* SPDX-License-Identifier: BSD-3-Clause */
#include "call.h"

static const struct uk_msghdr *kernel_message(const void *message)
{
	return message;
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
	return SEND_ON_FILE(
		fd, flags,
		uk_socket_send(file, kernel_message(message), flags));
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
	return ON_FILE(fd, uk_socket_receive(
				   file, (struct uk_msghdr *)message, flags));
}
