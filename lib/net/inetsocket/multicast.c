/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memberships in multicast groups. lwIP counts them per interface, and does
 * not know sockets; so each socket remembers its own, to leave them at its end.
 */
#include "internal.h"

#include <uk/alloc.h>
#include <uk/string.h>

#include <lwip/igmp.h>
#include <lwip/mld6.h>

struct membership {
	struct membership *next;
	ip_addr_t group;
	uint8_t interface;
};

static err_t enter(const ip_addr_t *group, struct netif *netif)
{
#if LWIP_IPV6 && LWIP_IPV6_MLD
	if (IP_IS_V6(group))
		return mld6_joingroup_netif(netif, ip_2_ip6(group));
#endif
#if LWIP_IPV4 && LWIP_IGMP
	if (!IP_IS_V6(group))
		return igmp_joingroup_netif(netif, ip_2_ip4(group));
#endif
	(void)group;
	(void)netif;
	return ERR_VAL;
}

static void exit(const ip_addr_t *group, struct netif *netif)
{
	if (!netif) /* the interface is gone, and its groups with it */
		return;
#if LWIP_IPV6 && LWIP_IPV6_MLD
	if (IP_IS_V6(group))
		mld6_leavegroup_netif(netif, ip_2_ip6(group));
#endif
#if LWIP_IPV4 && LWIP_IGMP
	if (!IP_IS_V6(group))
		igmp_leavegroup_netif(netif, ip_2_ip4(group));
#endif
	(void)group;
}

static struct membership **find(struct socket *socket, const ip_addr_t *group,
				const struct netif *netif)
{
	struct membership **link = &socket->memberships;

	while (*link && !((*link)->interface == netif_get_index(netif) &&
			  ip_addr_eq(&(*link)->group, group)))
		link = &(*link)->next;
	return link;
}

int socket_join(struct socket *socket, const ip_addr_t *group,
		struct netif *netif)
{
	struct membership *membership;

	if (!ip_addr_ismulticast(group))
		return -EINVAL;
	if (!netif)
		return -ENODEV;
	if (*find(socket, group, netif))
		return -EADDRINUSE;
	membership = uk_malloc(uk_alloc_default(), sizeof(*membership));
	if (!membership)
		return -ENOBUFS;
	switch (enter(group, netif)) {
	case ERR_OK:
		break;
	case ERR_MEM:
		uk_free(uk_alloc_default(), membership);
		return -ENOBUFS;
	default: /* not on this interface, or not in this configuration */
		uk_free(uk_alloc_default(), membership);
		return -ENODEV;
	}
	ip_addr_copy(membership->group, *group);
	membership->interface = netif_get_index(netif);
	membership->next = socket->memberships;
	socket->memberships = membership;
	return 0;
}

static void forget(struct membership **link)
{
	struct membership *membership = *link;

	*link = membership->next;
	exit(&membership->group, netif_get_by_index(membership->interface));
	uk_free(uk_alloc_default(), membership);
}

int socket_leave(struct socket *socket, const ip_addr_t *group,
		 struct netif *netif)
{
	struct membership **link;

	if (!netif)
		return -ENODEV;
	link = find(socket, group, netif);
	if (!*link)
		return -EADDRNOTAVAIL;
	forget(link);
	return 0;
}

void socket_leave_all(struct socket *socket)
{
	while (socket->memberships)
		forget(&socket->memberships);
}
