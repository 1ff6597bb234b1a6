/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include <string.h>
#include <unistd.h>
#include <uk/inetsocket.h>

#include "call.h"

int gethostname(char *name, size_t size)
{
	const char *own = uk_socket_hostname();
	size_t length = strlen(own) + 1;

	memcpy(name, own, length < size ? length : size);
	return length <= size ? 0 : (int)outcome(-ENAMETOOLONG);
}
