/* SPDX-License-Identifier: BSD-3-Clause */
#include "call.h"

int shutdown(int fd, int how)
{
	return (int)ON_FILE(fd, uk_socket_shutdown(file, how));
}
