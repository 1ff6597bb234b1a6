/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Addresses: programs' (struct sockaddr_*) and lwIP's. An IPv6 socket names
 * IPv4 addresses as mapped ones (RFC 4291, 2.5.5.2), unless it is for IPv6
 * only.
 */
#include "internal.h"

#include <uk/string.h>
#include <uk/time.h>

/* An address of IPv6 without its scope: sin6_scope_id came later (RFC 2133) */
#define OLD_IN6_LENGTH 24

uint8_t socket_family(const struct socket *socket)
{
	if (socket->domain == UK_AF_INET)
		return IPADDR_TYPE_V4;
	return socket->flags & ONLY_V6 || !LWIP_IPV4 ? IPADDR_TYPE_V6 :
						       IPADDR_TYPE_ANY;
}

void socket_any(const struct socket *socket, ip_addr_t *address)
{
	memset(address, 0, sizeof(*address));
	IP_SET_TYPE(address, socket_family(socket));
	(void)socket;
}

#if LWIP_IPV6
static int read_v6(const struct socket *socket,
		   const struct uk_sockaddr_in6 *from, uint32_t length,
		   ip_addr_t *address)
{
	ip6_addr_t *to = ip_2_ip6(address);

	IP_SET_TYPE(address, IPADDR_TYPE_V6);
	memcpy(to->addr, from->address, sizeof(from->address));
	ip6_addr_clear_zone(to);
	if (ip6_addr_isipv4mappedipv6(to)) {
		if (socket->flags & ONLY_V6 || !LWIP_IPV4)
			return -ENETUNREACH;
#if LWIP_IPV4
		ip_addr_set_ip4_u32(address, to->addr[3]);
#endif
		return 0;
	}
	if (length >= sizeof(*from) && ip6_addr_has_scope(to, IP6_UNKNOWN) &&
	    from->scope) {
		if (from->scope > INTERFACE_MAX) /* no interface has it */
			return -EINVAL;
		ip6_addr_set_zone(to, (uint8_t)from->scope);
	}
	return 0;
}

static void write_v6(const ip_addr_t *address, uint16_t port,
		     struct uk_sockaddr_in6 *to)
{
	*to = (struct uk_sockaddr_in6){ .family = UK_AF_INET6,
					.port = lwip_htons(port) };
	if (IP_IS_V6(address)) {
		memcpy(to->address, ip_2_ip6(address)->addr,
		       sizeof(to->address));
		if (ip6_addr_islinklocal(ip_2_ip6(address)))
			to->scope = ip6_addr_zone(ip_2_ip6(address));
		return;
	}
#if LWIP_IPV4
	if (IP_IS_ANY_TYPE_VAL(*address)) /* all zeros */
		return;
	to->address[10] = to->address[11] = 0xff;
	memcpy(to->address + 12, &ip_2_ip4(address)->addr, 4);
#endif
}
#endif

#if LWIP_IPV4
static void write_v4(const ip_addr_t *address, uint16_t port,
		     struct uk_sockaddr_in *to)
{
	*to = (struct uk_sockaddr_in){ .family = UK_AF_INET,
				       .port = lwip_htons(port),
				       .address = ip_2_ip4(address)->addr };
}
#endif

int socket_address_read(const struct socket *socket,
			const struct uk_sockaddr *from, uint32_t length,
			ip_addr_t *address, uint16_t *port)
{
	if (!from)
		return -EFAULT;
	if (length < sizeof(from->family))
		return -EINVAL;
	if (from->family != socket->domain)
		return -EAFNOSUPPORT;
#if LWIP_IPV4
	if (socket->domain == UK_AF_INET) {
		const struct uk_sockaddr_in *v4 = (const void *)from;

		if (length < sizeof(*v4))
			return -EINVAL;
		*port = lwip_ntohs(v4->port);
		ip_addr_set_ip4_u32(address, v4->address);
		return 0;
	}
#endif
#if LWIP_IPV6
	if (length < OLD_IN6_LENGTH)
		return -EINVAL;
	*port = lwip_ntohs(((const struct uk_sockaddr_in6 *)from)->port);
	return read_v6(socket, (const void *)from, length, address);
#else
	return -EAFNOSUPPORT;
#endif
}

void socket_address_write(const struct socket *socket,
			  const ip_addr_t *address, uint16_t port, void *to,
			  uint32_t *length)
{
	union {
		struct uk_sockaddr_in v4;
		struct uk_sockaddr_in6 v6;
	} whole;
	uint32_t size = sizeof(whole.v6);

#if LWIP_IPV4
	if (socket->domain == UK_AF_INET) {
		write_v4(address, port, &whole.v4);
		size = sizeof(whole.v4);
	}
#endif
#if LWIP_IPV6
	if (socket->domain == UK_AF_INET6)
		write_v6(address, port, &whole.v6);
#endif
	memcpy(to, &whole, UK_MIN(*length, size));
	*length = size;
}

bool socket_wait_configured(const ip_addr_t *address)
{
	(void)address; /* with one family only */
	return !uk_netstack_wait_configured(
		IP_IS_V6(address) ? UK_NETSTACK_IPV6 : UK_NETSTACK_IPV4,
		uk_time_deadline(UK_NETSTACK_CONFIGURE_TIME));
}

void socket_address_reach(ip_addr_t *address)
{
	if (!ip_addr_isany(address))
		return;
	if (IP_IS_V6(address))
		ip_addr_set_loopback(true, address);
	else
		ip_addr_set_loopback(false, address);
}

bool socket_address_is_local(const ip_addr_t *address)
{
	struct netif *netif;

	if (IP_IS_ANY_TYPE_VAL(*address) || ip_addr_isany(address) ||
	    ip_addr_ismulticast(address))
		return true;
	NETIF_FOREACH (netif) {
#if LWIP_IPV6
		if (IP_IS_V6(address)) {
			int at = netif_get_ip6_addr_match(netif,
							  ip_2_ip6(address));

			if (at >= 0 &&
			    ip6_addr_isvalid(netif_ip6_addr_state(netif, at)))
				return true;
			continue;
		}
#endif
#if LWIP_IPV4
		if (ip4_addr_eq(ip_2_ip4(address), netif_ip4_addr(netif)) ||
		    ip_addr_isbroadcast(address, netif))
			return true;
#endif
	}
	return false;
}

bool socket_addresses_overlap(const ip_addr_t *a, const ip_addr_t *b)
{
	if (IP_IS_ANY_TYPE_VAL(*a) || IP_IS_ANY_TYPE_VAL(*b))
		return true;
	if (IP_GET_TYPE(a) != IP_GET_TYPE(b))
		return false;
	return ip_addr_isany(a) || ip_addr_isany(b) || ip_addr_eq(a, b);
}
