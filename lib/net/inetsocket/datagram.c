/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The queue of datagrams. What recvfrom() tells of one lies where its headers
 * were, which nobody needs any more: so queueing allocates nothing, and
 * the data stays in the buffer that it came in.
 */
#include "datagram.h"

#include <uk/string.h>

/* A datagram's cost beside its bytes, so that empty ones fill a queue too */
#define COST 512

/* Right before the payload; the two addresses, 4 or 16 bytes each, stand
 * before this: 20 and 44 bytes in all, where headers took 28 and 48.
 */
struct tag {
	struct pbuf *next; /* in the queue */
	uint16_t port;
	uint8_t family; /* enum lwip_ip_addr_type */
	uint8_t zone;
} __uk_packed;

static struct tag *tag_of(const struct pbuf *p)
{
	return (struct tag *)p->payload - 1;
}

static size_t address_size(uint8_t family)
{
	return !LWIP_IPV4 || family == IPADDR_TYPE_V6 ? 16 : 4;
}

/* Bytes before the payload that are ours to overwrite */
static size_t headroom(const struct pbuf *p)
{
	if (p->type_internal & PBUF_TYPE_FLAG_STRUCT_DATA_CONTIGUOUS &&
	    !(p->flags & PBUF_FLAG_IS_CUSTOM))
		return (size_t)((char *)p->payload - (char *)(p + 1));
	return ip_current_header_tot_len() + UDP_HLEN;
}

static struct pbuf *with_headroom(struct pbuf *p)
{
	struct pbuf *copy = pbuf_alloc(PBUF_TRANSPORT, p->tot_len, PBUF_RAM);

	if (copy)
		pbuf_copy(copy, p);
	pbuf_free(p);
	return copy;
}

static void address_put(const ip_addr_t *address, void *to)
{
#if LWIP_IPV6
	if (IP_IS_V6(address)) {
		memcpy(to, ip_2_ip6(address)->addr, 16);
		return;
	}
#endif
#if LWIP_IPV4
	memcpy(to, &ip_2_ip4(address)->addr, 4);
#endif
}

static void address_get(ip_addr_t *address, uint8_t family, uint8_t zone,
			const void *from)
{
	memset(address, 0, sizeof(*address));
	IP_SET_TYPE(address, family);
	(void)family; /* with one family only */
	(void)zone;
#if LWIP_IPV6
	if (family == IPADDR_TYPE_V6) {
		memcpy(ip_2_ip6(address)->addr, from, 16);
		ip6_addr_set_zone(ip_2_ip6(address), zone);
		return;
	}
#endif
#if LWIP_IPV4
	memcpy(&ip_2_ip4(address)->addr, from, 4);
#endif
}

void datagram_arrived(struct socket *socket, struct pbuf *p,
		      const ip_addr_t *from, uint16_t port)
{
	uint8_t family = IP_GET_TYPE(from);
	size_t size = address_size(family);
	uint32_t cost = p->tot_len + COST;
	struct tag tag = { .port = port, .family = family };
	char *at;

	if (socket->flags & READ_SHUT ||
	    (socket->first &&
	     socket->received + cost > socket->settings.receive_limit)) {
		pbuf_free(p);
		return;
	}
	if (headroom(p) < sizeof(tag) + 2 * size)
		p = with_headroom(p);
	if (!p)
		return;
#if LWIP_IPV6
	if (family == IPADDR_TYPE_V6)
		tag.zone = ip6_addr_zone(ip_2_ip6(from));
#endif
	at = (char *)tag_of(p);
	memcpy(at, &tag, sizeof(tag));
	address_put(from, at - size);
	address_put(ip_current_dest_addr(), at - 2 * size);
	if (socket->first)
		tag_of(socket->last)->next = p;
	else
		socket->first = p;
	socket->last = p;
	socket->received += cost;
	uk_file_notify(&socket->file, UK_READY_IN);
}

static void drop_first(struct socket *socket)
{
	struct pbuf *p = socket->first;

	socket->first = tag_of(p)->next;
	socket->received -= p->tot_len + COST;
	pbuf_free(p);
}

void datagram_drop_all(struct socket *socket)
{
	while (socket->first)
		drop_first(socket);
}

/* Adds a piece of ancillary data; false if there is no room. */
static bool tell(struct uk_msghdr *message, size_t room, int level, int type,
		 const void *data, size_t size)
{
	struct uk_cmsghdr header = { .length = sizeof(header) + size,
				     .level = level,
				     .type = type };
	char *to = (char *)message->control + message->control_length;

	if (room - message->control_length < header.length)
		return false;
	memcpy(to, &header, sizeof(header));
	memcpy(to + sizeof(header), data, size);
	message->control_length += UK_MIN(UK_CMSG_ALIGN(header.length),
					  room - message->control_length);
	return true;
}

static bool tell_destination(const struct socket *socket, const struct pbuf *p,
			     const char *address, struct uk_msghdr *message,
			     size_t room)
{
	bool v6 = tag_of(p)->family == IPADDR_TYPE_V6;

	if (socket->domain == UK_AF_INET) {
		struct uk_in_pktinfo info = { .interface = p->if_idx };

		memcpy(&info.destination, address, 4);
		info.local = info.destination;
		return tell(message, room, UK_IPPROTO_IP, UK_IP_PKTINFO, &info,
			    sizeof(info));
	} else {
		struct uk_in6_pktinfo info = { .interface = p->if_idx };

		if (v6) {
			memcpy(info.address, address, 16);
		} else {
			info.address[10] = info.address[11] = 0xff;
			memcpy(info.address + 12, address, 4);
		}
		return tell(message, room, UK_IPPROTO_IPV6, UK_IPV6_PKTINFO,
			    &info, sizeof(info));
	}
}

static void tell_all(const struct socket *socket, const struct pbuf *p,
		     struct uk_msghdr *message, bool cut)
{
	struct tag *tag = tag_of(p);
	size_t size = address_size(tag->family);
	const char *from = (const char *)tag - size;
	size_t room = message->control_length;

	message->flags = cut ? UK_MSG_TRUNC : 0;
	message->control_length = 0;
	if (message->name) {
		ip_addr_t address;

		address_get(&address, tag->family, tag->zone, from);
		socket_address_write(socket, &address, tag->port,
				     message->name, &message->name_length);
	}
	if (socket->flags & PACKET_INFO &&
	    (!message->control ||
	     !tell_destination(socket, p, from - size, message, room)))
		message->flags |= UK_MSG_CTRUNC;
}

uk_ssize_t datagram_receive(struct socket *socket,
			    struct socket_transfer *transfer)
{
	struct pbuf *p = socket->first;
	size_t length, left;

	if (socket->error)
		return socket_take_error(socket);
	if (!p)
		return socket->flags & READ_SHUT ? 0 : -EAGAIN;
	length = p->tot_len;
	left = UK_MIN(length, transfer->cursor.left);
	if (transfer->message)
		tell_all(socket, p, transfer->message, left < length);
	if (!(transfer->flags & UK_MSG_TRUNC))
		length = left;
	for (const struct pbuf *q = p; left; q = q->next) {
		size_t part = UK_MIN(left, (size_t)q->len);

		uk_cursor_fill(&transfer->cursor, q->payload, part);
		left -= part;
	}
	if (!(transfer->flags & UK_MSG_PEEK))
		drop_first(socket);
	return (uk_ssize_t)length;
}

struct pbuf *datagram_gather(struct socket_transfer *transfer)
{
	size_t length = transfer->cursor.left;
	struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, (u16_t)length, PBUF_RAM);

	if (p)
		uk_cursor_drain(&transfer->cursor, p->payload, length);
	return p;
}

int datagram_route(struct socket *socket,
		   const struct socket_envelope *envelope,
		   const ip_addr_t *local, const ip_addr_t *to,
		   struct netif **netif)
{
	uint8_t index = socket->settings.interface;

	(void)local; /* without IPv6 */
	if (ip_addr_ismulticast(to) && socket->settings.multicast_interface)
		index = socket->settings.multicast_interface;
	if (envelope && envelope->interface)
		index = envelope->interface;
	*netif = index ? netif_get_by_index(index) : ip_route(local, to);
	if (!*netif)
		return -ENETUNREACH;
	if (!(socket->settings.options & SOF_BROADCAST) &&
	    ip_addr_isbroadcast(to, *netif))
		return -EACCES;
	return 0;
}

int datagram_error(err_t error)
{
	switch (error) {
	case ERR_RTE:
		return -ENETUNREACH;
	case ERR_MEM:
	case ERR_BUF:
		return -ENOBUFS;
	default:
		return uk_netstack_error(error);
	}
}

int datagram_shutdown(struct socket *socket, int how)
{
	if (how != UK_SHUT_WR)
		socket->flags |= READ_SHUT;
	if (how != UK_SHUT_RD)
		socket->flags |= WRITE_SHUT;
	uk_file_notify(&socket->file, UK_READY_IN | UK_READY_IN_ENDED |
					      UK_READY_OUT | UK_READY_HANG_UP);
	return socket->state == SOCKET_CONNECTED ? 0 : -ENOTCONN;
}

size_t datagram_readable(struct socket *socket)
{
	return socket->first ? socket->first->tot_len : 0;
}

unsigned int datagram_ready(struct socket *socket)
{
	unsigned int events = UK_READY_OUT;

	if (socket->error)
		events |= UK_READY_ERROR | UK_READY_IN;
	if (socket->first)
		events |= UK_READY_IN;
	if (socket->flags & READ_SHUT)
		events |= UK_READY_IN | UK_READY_IN_ENDED;
	if ((socket->flags & (READ_SHUT | WRITE_SHUT)) ==
	    (READ_SHUT | WRITE_SHUT))
		events |= UK_READY_HANG_UP;
	return events;
}
