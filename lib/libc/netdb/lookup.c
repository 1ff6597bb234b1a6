/* SPDX-License-Identifier: BSD-3-Clause */
#include "lookup.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <uk/inetsocket.h>

/* The interface behind '%', a name or a number; 0 if there is no such. */
static unsigned int scope(const char *text)
{
	unsigned int index = if_nametoindex(text);
	unsigned long number;
	char *end;

	if (index)
		return index;
	if (*text < '0' || *text > '9')
		return 0;
	number = strtoul(text, &end, 10);
	return *end || number > 255 ? 0 : (unsigned int)number;
}

static int read_v6(const char *name, struct sockaddr_in6 *address)
{
	char text[INET6_ADDRSTRLEN];
	size_t length = strcspn(name, "%");

	if (length >= sizeof(text))
		return 0;
	memcpy(text, name, length);
	text[length] = '\0';
	if (inet_pton(AF_INET6, text, &address->sin6_addr) != 1)
		return 0;
	address->sin6_family = AF_INET6;
	if (name[length]) {
		address->sin6_scope_id = scope(name + length + 1);
		return address->sin6_scope_id != 0;
	}
	return 1;
}

int lookup_numeric(const char *name, int family, union lookup_address *address)
{
	memset(address, 0, sizeof(*address));
	if (inet_aton(name, &address->v4.sin_addr)) {
		address->v4.sin_family = AF_INET;
		return family == AF_INET6 ? EAI_FAMILY : 1;
	}
	memset(address, 0, sizeof(*address));
	if (!read_v6(name, &address->v6))
		return 0;
	return family == AF_INET ? EAI_FAMILY : 1;
}

static int explain(int error)
{
	switch (error) {
	case -ENOENT:
	case -EINVAL:
		return EAI_NONAME;
	case -EAGAIN:
	case -ETIMEDOUT:
	case -ENETUNREACH:
		return EAI_AGAIN;
	case -ENOMEM:
		return EAI_MEMORY;
	default:
		return EAI_FAIL;
	}
}

int lookup_host(const char *name, int family, union lookup_address *addresses)
{
	struct uk_sockaddr_in6 found[LOOKUP_MOST];
	int count = lookup_numeric(name, family, &addresses[0]);

	if (count == EAI_FAMILY)
		return EAI_NONAME;
	if (count)
		return 1;
	count = uk_socket_resolve(name, family, found, LOOKUP_MOST);
	if (count <= 0)
		return explain(count);
	memcpy(addresses, found, (size_t)count * sizeof(*addresses));
	return count;
}

_Static_assert(sizeof(union lookup_address) == sizeof(struct uk_sockaddr_in6),
	       "the kernel's answers");
