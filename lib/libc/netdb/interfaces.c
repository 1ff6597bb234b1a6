/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names and numbers of interfaces.
 */
#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <uk/inetsocket.h>

unsigned int if_nametoindex(const char *name)
{
	int index = uk_interface_index(name);

	if (index > 0)
		return (unsigned int)index;
	errno = ENODEV;
	return 0;
}

char *if_indextoname(unsigned int index, char *name)
{
	struct uk_interface interface;

	if (uk_interface_get(index, &interface)) {
		errno = ENXIO;
		return NULL;
	}
	return memcpy(name, interface.name, IF_NAMESIZE);
}

void if_freenameindex(struct if_nameindex *list)
{
	free(list);
}

/* The list with its end, and the names behind it, in one block */
struct if_nameindex *if_nameindex(void)
{
	struct uk_interface interface;
	struct if_nameindex *list;
	size_t count = 0, i = 0;
	char *names;

	for (unsigned int at = 1; at <= UK_INTERFACE_LAST; at++)
		count += !uk_interface_get(at, &interface);
	list = calloc(1, (count + 1) * sizeof(*list) + count * IF_NAMESIZE);
	if (!list)
		return NULL;
	names = (char *)(list + count + 1);
	for (unsigned int at = 1; at <= UK_INTERFACE_LAST && i < count; at++) {
		if (uk_interface_get(at, &interface))
			continue;
		list[i].if_index = at;
		list[i].if_name = names + i * IF_NAMESIZE;
		memcpy(list[i].if_name, interface.name, IF_NAMESIZE);
		i++;
	}
	return list;
}
