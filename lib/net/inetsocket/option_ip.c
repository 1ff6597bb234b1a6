/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Options of IPv4 and IPv6: service, lifetime, multicast (ip(7), ipv6(7),
 * RFC 3493).
 */
#include "internal.h"

#include <uk/string.h>

#define BYTE_MAX 255

static int set_byte(uint8_t *byte, int number, int least)
{
	if (number < least || number > BYTE_MAX)
		return -EINVAL;
	*byte = (uint8_t)number;
	return 0;
}

#if LWIP_IPV4
/* The interface that programs name by index, by address, or not at all */
static struct netif *interface_of(const struct uk_ip_mreqn *request)
{
	struct netif *netif;

	if (request->interface)
		return request->interface > 0 &&
				       request->interface <= INTERFACE_MAX ?
			       netif_get_by_index((u8_t)request->interface) :
			       NULL;
	if (!request->address)
		return netif_default ? netif_default : netif_list;
	NETIF_FOREACH (netif)
		if (netif_ip4_addr(netif)->addr == request->address)
			return netif;
	return NULL;
}

/* struct ip_mreqn, ip_mreq, or (multicast interface) an address */
static int read_request(const void *value, uint32_t length, uint32_t least,
			struct uk_ip_mreqn *request)
{
	*request = (struct uk_ip_mreqn){ 0 };
	if (length < least)
		return -EINVAL;
	if (length < 8)
		memcpy(&request->address, value, 4);
	else
		memcpy(request, value,
		       UK_MIN(length, (uint32_t)sizeof(*request)));
	return 0;
}

static int member4(struct socket *socket, int option, const void *value,
		   uint32_t length)
{
	struct uk_ip_mreqn request;
	ip_addr_t group;
	int error = read_request(value, length, 8, &request);

	if (error)
		return error;
	ip_addr_set_ip4_u32_val(group, request.group);
	if (option == UK_IP_ADD_MEMBERSHIP)
		return socket_join(socket, &group, interface_of(&request));
	return socket_leave(socket, &group, interface_of(&request));
}

static int multicast_interface4(struct socket *socket, const void *value,
				uint32_t length)
{
	struct uk_ip_mreqn request;
	struct netif *netif;
	int error = read_request(value, length, 4, &request);

	if (error)
		return error;
	if (!request.interface && !request.address) {
		socket->settings.multicast_interface = 0;
		return 0;
	}
	netif = interface_of(&request);
	if (!netif)
		return -EADDRNOTAVAIL;
	socket->settings.multicast_interface = netif_get_index(netif);
	return 0;
}

int socket_set_ip(struct socket *socket, int option, const void *value,
		  uint32_t length)
{
	struct socket_settings *settings = &socket->settings;
	int number, error;

	switch (option) {
	case UK_IP_ADD_MEMBERSHIP:
	case UK_IP_DROP_MEMBERSHIP:
		return socket_is_stream(socket) ?
			       -ENOPROTOOPT :
			       member4(socket, option, value, length);
	case UK_IP_MULTICAST_IF:
		return multicast_interface4(socket, value, length);
	}
	error = socket_option_small(value, length, &number);
	if (error)
		return error;
	switch (option) {
	case UK_IP_TOS:
		settings->tos = (uint8_t)number;
		return 0;
	case UK_IP_TTL:
		if (number == -1)
			number = 0;
		else if (!number)
			return -EINVAL;
		return set_byte(&settings->ttl, number, 0);
	case UK_IP_MULTICAST_TTL:
		return set_byte(&settings->multicast_ttl,
				number == -1 ? 1 : number, 0);
	case UK_IP_MULTICAST_LOOP:
		socket_set_flag(socket, LOOP_MULTICAST, number);
		return 0;
	case UK_IP_PKTINFO:
		socket_set_flag(socket, PACKET_INFO, number);
		return 0;
	case UK_IP_HDRINCL:
		if (socket->kind->type != UK_SOCK_RAW)
			return -ENOPROTOOPT;
		socket_set_flag(socket, HEADER_INCLUDED, number);
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int tell_multicast_interface(const struct socket *socket, void *value,
				    uint32_t *length)
{
	struct netif *netif =
		netif_get_by_index(socket->settings.multicast_interface);
	uint32_t address = netif ? netif_ip4_addr(netif)->addr : 0;

	return uk_socket_option_tell(value, length, &address, sizeof(address));
}

int socket_get_ip(struct socket *socket, int option, void *value,
		  uint32_t *length)
{
	const struct socket_settings *settings = &socket->settings;
	int number;

	switch (option) {
	case UK_IP_MULTICAST_IF:
		return tell_multicast_interface(socket, value, length);
	case UK_IP_TOS:
		number = settings->tos;
		break;
	case UK_IP_TTL:
		number = settings->ttl ? settings->ttl : IP_DEFAULT_TTL;
		break;
	case UK_IP_MULTICAST_TTL:
		number = settings->multicast_ttl;
		break;
	case UK_IP_MULTICAST_LOOP:
		number = !!(socket->flags & LOOP_MULTICAST);
		break;
	case UK_IP_PKTINFO:
		number = !!(socket->flags & PACKET_INFO);
		break;
	case UK_IP_HDRINCL:
		number = !!(socket->flags & HEADER_INCLUDED);
		break;
	default:
		return -ENOPROTOOPT;
	}
	return socket_option_tell_int(value, length, number);
}
#endif /* LWIP_IPV4 */

#if LWIP_IPV6
static int member6(struct socket *socket, int option, const void *value,
		   uint32_t length)
{
	struct uk_ipv6_mreq request;
	struct netif *netif;
	ip_addr_t group;

	if (length < sizeof(request))
		return -EINVAL;
	memcpy(&request, value, sizeof(request));
	if (request.interface > INTERFACE_MAX)
		return -ENODEV;
	netif = request.interface ?
			netif_get_by_index((u8_t)request.interface) :
			netif_default;
	memset(&group, 0, sizeof(group));
	IP_SET_TYPE(&group, IPADDR_TYPE_V6);
	memcpy(ip_2_ip6(&group)->addr, request.group, sizeof(request.group));
	if (netif)
		ip6_addr_assign_zone(ip_2_ip6(&group), IP6_MULTICAST, netif);
	return option == UK_IPV6_JOIN_GROUP ?
		       socket_join(socket, &group, netif) :
		       socket_leave(socket, &group, netif);
}

/* Only before the socket has an address */
static int set_only_v6(struct socket *socket, bool on)
{
	ip_addr_t any;
	uint16_t port;

	if (socket->domain != UK_AF_INET6)
		return -ENOPROTOOPT;
	if (socket->kind->type == UK_SOCK_RAW)
		return on ? 0 : -EINVAL;
	if (socket->state != SOCKET_OPEN || !socket->pcb.any)
		return -EINVAL;
	socket->kind->local(socket, &any, &port);
	if (port)
		return -EINVAL;
	socket_set_flag(socket, ONLY_V6, on);
	/* The fields that all kinds of pcb begin with */
	socket_any(socket, &socket->pcb.tcp->local_ip);
	socket_any(socket, &socket->pcb.tcp->remote_ip);
	return 0;
}

int socket_set_ip6(struct socket *socket, int option, const void *value,
		   uint32_t length)
{
	struct socket_settings *settings = &socket->settings;
	int number, error;

	if (socket->domain != UK_AF_INET6)
		return -ENOPROTOOPT;
	if (option == UK_IPV6_JOIN_GROUP || option == UK_IPV6_LEAVE_GROUP)
		return socket_is_stream(socket) ?
			       -ENOPROTOOPT :
			       member6(socket, option, value, length);
	error = socket_option_int(value, length, &number);
	if (error)
		return error;
	switch (option) {
	case UK_IPV6_V6ONLY:
		return set_only_v6(socket, number);
	case UK_IPV6_UNICAST_HOPS:
		return set_byte(&settings->ttl, number == -1 ? 0 : number, 0);
	case UK_IPV6_TCLASS:
		return set_byte(&settings->tos, number == -1 ? 0 : number, 0);
	case UK_IPV6_MULTICAST_HOPS:
		return set_byte(&settings->multicast_ttl,
				number == -1 ? 1 : number, 0);
	case UK_IPV6_MULTICAST_LOOP:
		socket_set_flag(socket, LOOP_MULTICAST, number);
		return 0;
	case UK_IPV6_MULTICAST_IF:
		if (number < 0 || number > INTERFACE_MAX ||
		    (number && !netif_get_by_index((u8_t)number)))
			return -ENODEV;
		settings->multicast_interface = (uint8_t)number;
		return 0;
	case UK_IPV6_RECVPKTINFO:
		socket_set_flag(socket, PACKET_INFO, number);
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

int socket_get_ip6(struct socket *socket, int option, void *value,
		   uint32_t *length)
{
	const struct socket_settings *settings = &socket->settings;
	int number;

	if (socket->domain != UK_AF_INET6)
		return -ENOPROTOOPT;
	switch (option) {
	case UK_IPV6_V6ONLY:
		number = !!(socket->flags & ONLY_V6);
		break;
	case UK_IPV6_UNICAST_HOPS:
		number = settings->ttl ? settings->ttl : IP_DEFAULT_TTL;
		break;
	case UK_IPV6_TCLASS:
		number = settings->tos;
		break;
	case UK_IPV6_MULTICAST_HOPS:
		number = settings->multicast_ttl;
		break;
	case UK_IPV6_MULTICAST_LOOP:
		number = !!(socket->flags & LOOP_MULTICAST);
		break;
	case UK_IPV6_MULTICAST_IF:
		number = settings->multicast_interface;
		break;
	case UK_IPV6_RECVPKTINFO:
		number = !!(socket->flags & PACKET_INFO);
		break;
	default:
		return -ENOPROTOOPT;
	}
	return socket_option_tell_int(value, length, number);
}
#endif /* LWIP_IPV6 */
