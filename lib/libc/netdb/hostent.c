/* SPDX-License-Identifier: BSD-3-Clause */
#include "hostent.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

int hostent_make(struct hostent *host, char *buffer, size_t size,
		 const char *name, int family,
		 const union lookup_address *addresses, int count)
{
	int v6 = family == AF_INET6;
	size_t each = v6 ? sizeof(struct in6_addr) : sizeof(struct in_addr);
	size_t name_size = strlen(name) + 1;
	size_t skip = -(uintptr_t)buffer % sizeof(char *);
	char **list = (char **)(void *)(buffer + skip);
	char *end = (char *)(list + count + 1);

	if (size < (size_t)(end - buffer) + (size_t)count * each + name_size)
		return ERANGE;
	for (int i = 0; i < count; i++, end += each)
		list[i] = memcpy(end,
				 v6 ? (const void *)&addresses[i].v6.sin6_addr :
				      &addresses[i].v4.sin_addr,
				 each);
	list[count] = NULL;
	*host = (struct hostent){
		.h_name = memmove(end, name, name_size),
		.h_aliases = &list[count], /* none */
		.h_addrtype = family,
		.h_length = (int)each,
		.h_addr_list = list,
	};
	return 0;
}
