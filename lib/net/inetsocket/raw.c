/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Raw sockets: IP packets of one protocol. They see copies; the stack handles
 * what it knows (answers echo requests) all the same.
 */
#include "datagram.h"

#include <uk/string.h>

#define CHECKSUM_OFFSET 2 /* in ICMPv6 (RFC 4443, 2.1) */
#define HEADER4 20 /* bytes, without options (RFC 791, 3.1) */
#define HEADER6 40 /* RFC 8200, 3 */
#define LENGTH_MAX (65535 - HEADER4)

/* Programs get IPv4's header, and not IPv6's (RFC 3542, 3). */
static u8_t arrived(void *argument, struct raw_pcb *pcb __uk_unused,
		    struct pbuf *p, const ip_addr_t *from)
{
	struct socket *socket = argument;
	uint16_t skip = socket->domain == UK_AF_INET6 ?
				ip_current_header_tot_len() :
				0;
	struct pbuf *copy = pbuf_alloc(PBUF_TRANSPORT,
				       (u16_t)(p->tot_len - skip), PBUF_RAM);

	if (copy) {
		pbuf_copy_partial(p, copy->payload, copy->tot_len, skip);
		copy->if_idx = p->if_idx;
		datagram_arrived(socket, copy, from, 0);
	}
	return 0;
}

static void apply(struct socket *socket)
{
	const struct socket_settings *settings = &socket->settings;
	struct raw_pcb *pcb = socket->pcb.raw;

	pcb->so_options = settings->options | SOF_BROADCAST;
	pcb->tos = settings->tos;
	pcb->ttl = settings->ttl ? settings->ttl : RAW_TTL;
	pcb->netif_idx = settings->interface;
	if (socket->flags & HEADER_INCLUDED)
		raw_set_flags(pcb, RAW_FLAGS_HDRINCL);
	else
		raw_clear_flags(pcb, RAW_FLAGS_HDRINCL);
#if LWIP_MULTICAST_TX_OPTIONS
	raw_set_multicast_ttl(pcb, settings->multicast_ttl);
	if (socket->flags & LOOP_MULTICAST)
		raw_set_flags(pcb, RAW_FLAGS_MULTICAST_LOOP);
	else
		raw_clear_flags(pcb, RAW_FLAGS_MULTICAST_LOOP);
#endif
}

static int raw_socket_create(struct socket *socket)
{
	struct raw_pcb *pcb;

	socket->flags |= ONLY_V6;
	if (socket->protocol == UK_IPPROTO_RAW)
		socket->flags |= HEADER_INCLUDED;
	pcb = raw_new_ip_type(socket_family(socket), socket->protocol);
	if (!pcb)
		return -ENOBUFS;
	socket->pcb.raw = pcb;
#if LWIP_IPV6
	if (socket->protocol == UK_IPPROTO_ICMPV6) {
		pcb->chksum_reqd = 1;
		pcb->chksum_offset = CHECKSUM_OFFSET;
	}
#endif
	raw_recv(pcb, arrived, socket);
	apply(socket);
	return 0;
}

static int raw_socket_bind(struct socket *socket, const ip_addr_t *address,
			   uint16_t port __uk_unused)
{
	return datagram_error(raw_bind(socket->pcb.raw, address));
}

static int raw_socket_connect(struct socket *socket, const ip_addr_t *address,
			      uint16_t port __uk_unused)
{
	raw_connect(socket->pcb.raw, address);
	socket->state = SOCKET_CONNECTED;
	return 0;
}

static int raw_socket_disconnect(struct socket *socket)
{
	raw_disconnect(socket->pcb.raw);
	socket->state = SOCKET_OPEN;
	apply(socket);
	return 0;
}

static uk_ssize_t raw_socket_send(struct socket *socket,
				  struct socket_transfer *transfer)
{
	const struct socket_envelope *envelope = transfer->envelope;
	struct raw_pcb *pcb = socket->pcb.raw;
	size_t length = transfer->cursor.left;
	const ip_addr_t *to = &pcb->remote_ip;
	const ip_addr_t *from = envelope ? &envelope->source : NULL;
	size_t least = 0;
	struct netif *netif;
	struct pbuf *p;
	int error;

	if (socket->flags & WRITE_SHUT)
		return -EPIPE;
	if (socket->error)
		return socket_take_error(socket);
	if (envelope && envelope->has_destination)
		to = &envelope->destination;
	else if (socket->state != SOCKET_CONNECTED)
		return -EDESTADDRREQ;
	if (length > LENGTH_MAX)
		return -EMSGSIZE;
	if (socket->flags & HEADER_INCLUDED)
		least = socket->domain == UK_AF_INET6 ? HEADER6 : HEADER4;
	else if (socket->protocol == UK_IPPROTO_ICMPV6)
		least = CHECKSUM_OFFSET + 2;
	if (length < least)
		return -EINVAL;
	error = datagram_route(socket, envelope, &pcb->local_ip, to, &netif);
	if (error)
		return error;
	if (ip_addr_isany(from))
		from = ip_addr_isany(&pcb->local_ip) ?
			       ip_netif_get_local_ip(netif, to) :
			       &pcb->local_ip;
	if (!from)
		return -EADDRNOTAVAIL;
	p = datagram_gather(transfer);
	if (!p)
		return -ENOBUFS;
	error = raw_sendto_if_src(pcb, p, to, netif, from);
	pbuf_free(p);
	return error == ERR_OK ? (uk_ssize_t)length :
				 datagram_error((err_t)error);
}

/* In place of ports there is the protocol, as in Linux. */
static int raw_local(struct socket *socket, ip_addr_t *address, uint16_t *port)
{
	ip_addr_copy(*address, socket->pcb.raw->local_ip);
	*port = socket->protocol;
	return 0;
}

static int raw_peer(struct socket *socket, ip_addr_t *address, uint16_t *port)
{
	if (socket->state != SOCKET_CONNECTED)
		return -ENOTCONN;
	ip_addr_copy(*address, socket->pcb.raw->remote_ip);
	*port = 0;
	return 0;
}

static void end(struct socket *socket)
{
	raw_remove(socket->pcb.raw);
	datagram_drop_all(socket);
}

const struct socket_kind socket_raw = {
	.type = UK_SOCK_RAW,
	.create = raw_socket_create,
	.bind = raw_socket_bind,
	.connect = raw_socket_connect,
	.disconnect = raw_socket_disconnect,
	.send = raw_socket_send,
	.receive = datagram_receive,
	.shutdown = datagram_shutdown,
	.local = raw_local,
	.peer = raw_peer,
	.readable = datagram_readable,
	.apply = apply,
	.end = end,
	.ready = datagram_ready,
};
