/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * getifaddrs(): an entry for each address of each interface.
 */
#include <errno.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <uk/inetsocket.h>

#define V6_PREFIX_BYTES 8 /* lwIP's addresses have 64 bits of prefix */

/* An entry with all that it points to in one block */
struct entry {
	struct ifaddrs of;
	char name[UK_IFNAMSIZ];
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} address, netmask, broadcast;
};

void freeifaddrs(struct ifaddrs *list)
{
	while (list) {
		struct ifaddrs *next = list->ifa_next;

		free(list);
		list = next;
	}
}

static struct entry *make(const struct uk_interface *interface)
{
	struct entry *entry = calloc(1, sizeof(*entry));

	if (!entry)
		return NULL;
	memcpy(entry->name, interface->name, sizeof(entry->name));
	entry->of.ifa_name = entry->name;
	entry->of.ifa_flags = interface->flags;
	entry->of.ifa_addr = &entry->address.any;
	entry->of.ifa_netmask = &entry->netmask.any;
	return entry;
}

static struct entry *make_v4(const struct uk_interface *interface)
{
	struct entry *entry = make(interface);

	if (!entry)
		return NULL;
	entry->address.v4.sin_family = AF_INET;
	entry->address.v4.sin_addr.s_addr = interface->address;
	entry->netmask.v4.sin_family = AF_INET;
	entry->netmask.v4.sin_addr.s_addr = interface->netmask;
	if (interface->flags & UK_IFF_BROADCAST) {
		entry->broadcast.v4.sin_family = AF_INET;
		entry->broadcast.v4.sin_addr.s_addr = interface->broadcast;
		entry->of.ifa_broadaddr = &entry->broadcast.any;
	}
	return entry;
}

static struct entry *make_v6(const struct uk_interface *interface,
			     const struct uk_sockaddr_in6 *address)
{
	struct entry *entry = make(interface);
	int loopback = interface->flags & UK_IFF_LOOPBACK;

	if (!entry)
		return NULL;
	memcpy(&entry->address.v6, address, sizeof(*address));
	entry->netmask.v6.sin6_family = AF_INET6;
	memset(entry->netmask.v6.sin6_addr.s6_addr, 0xff,
	       loopback ? 16 : V6_PREFIX_BYTES);
	return entry;
}

/* Appends `entry` at `*end`; 0 if there is none, for want of memory. */
static int append(struct ifaddrs ***end, struct entry *entry)
{
	if (!entry)
		return 0;
	**end = &entry->of;
	*end = &entry->of.ifa_next;
	return 1;
}

int getifaddrs(struct ifaddrs **list)
{
	struct ifaddrs *first = NULL, **end = &first;
	struct uk_interface interface;
	int fine = 1;

	for (unsigned int at = 1; at <= UK_INTERFACE_LAST && fine; at++) {
		if (uk_interface_get(at, &interface))
			continue;
		if (interface.has_ipv4)
			fine = append(&end, make_v4(&interface));
		for (unsigned int i = 0; i < interface.ipv6_count && fine; i++)
			fine = append(&end,
				      make_v6(&interface, &interface.ipv6[i]));
	}
	if (!fine) {
		freeifaddrs(first);
		errno = ENOMEM;
		return -1;
	}
	*list = first;
	return 0;
}
