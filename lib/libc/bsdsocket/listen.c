/* SPDX-License-Identifier: BSD-3-Clause */
#include "call.h"

int listen(int fd, int backlog)
{
	return (int)ON_FILE(fd, uk_socket_listen(file, backlog));
}
