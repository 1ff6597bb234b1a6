/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What only internet sockets have beside the calls of all sockets (<uk/socket.h>):
 * interfaces, and names of hosts. Context: threads.
 */
#ifndef UK_INETSOCKET_H
#define UK_INETSOCKET_H

#include <uk/socket.h>

/*
 * Interfaces, for those who list them. Index 1 is the first. Fills `interface`
 * and returns 0; -ENODEV if there is none with this index (higher ones may
 * exist up to UK_INTERFACE_LAST).
 */
#define UK_INTERFACE_LAST 255
#define UK_INTERFACE_IPV6 8 /* at most this many addresses are told */

struct uk_interface {
	char name[UK_IFNAMSIZ];
	unsigned int index;
	unsigned int flags; /* UK_IFF_* */
	unsigned int mtu;
	uint8_t mac[6];
	bool has_ipv4;
	uint32_t address, netmask, broadcast; /* network order */
	unsigned int ipv6_count;
	struct uk_sockaddr_in6 ipv6[UK_INTERFACE_IPV6];
};

int uk_interface_get(unsigned int index, struct uk_interface *interface);

/* The index of the interface of that name, or -ENODEV. */
int uk_interface_index(const char *name);

/* This host's name */
const char *uk_socket_hostname(void);

/*
 * Addresses of the host `name`, by UK_AF_INET, UK_AF_INET6 or UK_AF_UNSPEC
 * (both), each in an address of its own family; ports are 0. Waits for the
 * answer. How many, at least 1; errors as uk_netstack_resolve() has them
 * (uk/netstack.h).
 */
int uk_socket_resolve(const char *name, int domain,
		      struct uk_sockaddr_in6 *addresses, unsigned int count);

#endif /* UK_INETSOCKET_H */
