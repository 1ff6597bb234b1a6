/* SPDX-License-Identifier: BSD-3-Clause */
#include "call.h"

int getsockopt(int fd, int level, int option, void *value, socklen_t *length)
{
	return (int)ON_FILE(fd, uk_socket_get_option(file, level, option, value,
						     length));
}

int setsockopt(int fd, int level, int option, const void *value,
	       socklen_t length)
{
	return (int)ON_FILE(fd, uk_socket_set_option(file, level, option, value,
						     length));
}
