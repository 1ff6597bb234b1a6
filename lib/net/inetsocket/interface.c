/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interfaces as programs list them.
 */
#include "internal.h"

#include <uk/string.h>

#define MTU_LOOPBACK 65536 /* lwIP has none; this is Linux's */

static unsigned int flags_of(const struct netif *netif, bool loopback)
{
	unsigned int flags = 0;

	if (loopback)
		flags |= UK_IFF_LOOPBACK;
	if (netif_is_up(netif))
		flags |= UK_IFF_UP;
	if (netif_is_up(netif) && netif_is_link_up(netif))
		flags |= UK_IFF_RUNNING;
	if (netif->flags & NETIF_FLAG_BROADCAST)
		flags |= UK_IFF_BROADCAST;
	if (netif->flags & (NETIF_FLAG_IGMP | NETIF_FLAG_MLD6))
		flags |= UK_IFF_MULTICAST;
	return flags;
}

#if LWIP_IPV6
static void add_ipv6(const struct netif *netif, struct uk_interface *interface)
{
	for (int i = 0; i < LWIP_IPV6_NUM_ADDRESSES &&
			interface->ipv6_count < UK_INTERFACE_IPV6;
	     i++) {
		struct uk_sockaddr_in6 *to =
			&interface->ipv6[interface->ipv6_count];

		if (!ip6_addr_isvalid(netif_ip6_addr_state(netif, i)))
			continue;
		to->family = UK_AF_INET6;
		memcpy(to->address, netif_ip6_addr(netif, i)->addr,
		       sizeof(to->address));
		if (ip6_addr_islinklocal(netif_ip6_addr(netif, i)))
			to->scope = netif_get_index(netif);
		interface->ipv6_count++;
	}
}
#endif

int uk_interface_get(unsigned int index, struct uk_interface *interface)
{
	struct netif *netif;

	*interface = (struct uk_interface){ .index = index };
	if (!index || index > UK_INTERFACE_LAST)
		return -ENODEV;
	uk_netstack_lock();
	netif = netif_get_by_index((u8_t)index);
	if (netif) {
		uk_netstack_name(netif, interface->name);
		interface->flags =
			flags_of(netif, !strcmp(interface->name, "lo"));
		interface->mtu = netif->mtu ? netif->mtu : MTU_LOOPBACK;
		memcpy(interface->mac, netif->hwaddr,
		       UK_MIN(sizeof(interface->mac),
			      (size_t)netif->hwaddr_len));
#if LWIP_IPV4
		interface->address = netif_ip4_addr(netif)->addr;
		interface->netmask = netif_ip4_netmask(netif)->addr;
		interface->has_ipv4 = interface->address != 0;
		interface->broadcast = interface->address | ~interface->netmask;
#endif
#if LWIP_IPV6
		add_ipv6(netif, interface);
#endif
	}
	uk_netstack_unlock();
	return netif ? 0 : -ENODEV;
}

int uk_interface_index(const char *name)
{
	struct netif *netif;
	int index;

	uk_netstack_lock();
	netif = uk_netstack_find(name);
	index = netif ? netif_get_index(netif) : -ENODEV;
	uk_netstack_unlock();
	return index;
}
