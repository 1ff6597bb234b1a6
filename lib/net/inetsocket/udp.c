/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * UDP sockets.
 */
#include "datagram.h"

#include <uk/string.h>

#define LENGTH_MAX 65507     /* 65535 less the headers of IPv4 and UDP */
#define LENGTH_MAX_V6 65527 /* IPv6 does not count its own header. */

static void arrived(void *argument, struct udp_pcb *pcb __uk_unused,
		    struct pbuf *p, const ip_addr_t *from, u16_t port)
{
	datagram_arrived(argument, p, from, port);
}

/* The answer to what a connected socket has sent: the next call tells. */
static void refused(void *data)
{
	struct udp_pcb *pcb = data;
	struct socket *socket = pcb->recv_arg;

	if (pcb->recv != arrived)
		return;
	socket->error = ECONNREFUSED;
	uk_file_notify(&socket->file, UK_READY_ERROR);
}
UK_EVENT_HANDLER(uk_event_netstack_refused, refused);

static void apply(struct socket *socket)
{
	const struct socket_settings *settings = &socket->settings;
	struct udp_pcb *pcb = socket->pcb.udp;

	/* Broadcasts are refused in datagram_route(), with Linux's error. */
	pcb->so_options = settings->options | SOF_BROADCAST;
	pcb->tos = settings->tos;
	pcb->ttl = settings->ttl ? settings->ttl : UDP_TTL;
	pcb->netif_idx = settings->interface;
#if LWIP_MULTICAST_TX_OPTIONS
	udp_set_multicast_ttl(pcb, settings->multicast_ttl);
	if (socket->flags & LOOP_MULTICAST)
		udp_set_flags(pcb, UDP_FLAGS_MULTICAST_LOOP);
	else
		udp_clear_flags(pcb, UDP_FLAGS_MULTICAST_LOOP);
#endif
}

static int udp_socket_create(struct socket *socket)
{
	struct udp_pcb *pcb = udp_new_ip_type(socket_family(socket));

	if (!pcb)
		return -ENOBUFS;
	socket->pcb.udp = pcb;
	udp_recv(pcb, arrived, socket);
	apply(socket);
	return 0;
}

static int udp_socket_bind(struct socket *socket, const ip_addr_t *address,
			   uint16_t port)
{
	if (socket->pcb.udp->local_port)
		return -EINVAL;
	switch (udp_bind(socket->pcb.udp, address, port)) {
	case ERR_OK:
		return 0;
	case ERR_USE:
		return -EADDRINUSE;
	default:
		return -EINVAL;
	}
}

static int udp_socket_connect(struct socket *socket, const ip_addr_t *address,
			      uint16_t port)
{
	struct udp_pcb *pcb = socket->pcb.udp;
	struct netif *netif;
	int error;

	if (!IP_ADDR_PCB_VERSION_MATCH(pcb, address))
		return -ENETUNREACH;
	error = datagram_route(socket, NULL, &pcb->local_ip, address, &netif);
	if (error)
		return error;
	if (udp_connect(pcb, address, port) != ERR_OK)
		return -EAGAIN; /* as Linux: no port is left */
	socket->state = SOCKET_CONNECTED;
	return 0;
}

static int udp_socket_disconnect(struct socket *socket)
{
	udp_disconnect(socket->pcb.udp);
	socket->state = SOCKET_OPEN;
	apply(socket);
	return 0;
}

static uk_ssize_t udp_socket_send(struct socket *socket,
				  struct socket_transfer *transfer)
{
	const struct socket_envelope *envelope = transfer->envelope;
	struct udp_pcb *pcb = socket->pcb.udp;
	size_t length = transfer->cursor.left;
	const ip_addr_t *to = &pcb->remote_ip;
	uint16_t port = pcb->remote_port;
	struct netif *netif;
	struct pbuf *p;
	int error;

	if (socket->flags & WRITE_SHUT)
		return -EPIPE;
	if (socket->error)
		return socket_take_error(socket);
	if (transfer->flags & UK_MSG_MORE)
		return -EOPNOTSUPP;
	if (envelope && envelope->has_destination) {
		to = &envelope->destination;
		port = envelope->port;
		if (!port)
			return -EINVAL;
	} else if (socket->state != SOCKET_CONNECTED) {
		return -EDESTADDRREQ;
	}
	if (length > (IP_IS_V6(to) ? LENGTH_MAX_V6 : LENGTH_MAX))
		return -EMSGSIZE;
	if (!IP_ADDR_PCB_VERSION_MATCH(pcb, to))
		return -ENETUNREACH;
	error = datagram_route(socket, envelope, &pcb->local_ip, to, &netif);
	if (error)
		return error;
	p = datagram_gather(transfer);
	if (!p)
		return -ENOBUFS;
	if (!envelope || ip_addr_isany(&envelope->source))
		error = udp_sendto_if(pcb, p, to, port, netif);
	else
		error = udp_sendto_if_src(pcb, p, to, port, netif,
					  &envelope->source);
	pbuf_free(p);
	return error == ERR_OK ? (uk_ssize_t)length :
				 datagram_error((err_t)error);
}

/* A connected socket's name is where its packets will come from. */
static int udp_local(struct socket *socket, ip_addr_t *address, uint16_t *port)
{
	struct udp_pcb *pcb = socket->pcb.udp;

	ip_addr_copy(*address, pcb->local_ip);
	*port = pcb->local_port;
	if (socket->state == SOCKET_CONNECTED && ip_addr_isany(address)) {
		struct netif *netif = ip_route(&pcb->local_ip, &pcb->remote_ip);
		const ip_addr_t *own = NULL;

		if (netif)
			own = ip_netif_get_local_ip(netif, &pcb->remote_ip);
		if (own)
			ip_addr_copy(*address, *own);
	}
	return 0;
}

static int udp_peer(struct socket *socket, ip_addr_t *address, uint16_t *port)
{
	if (socket->state != SOCKET_CONNECTED)
		return -ENOTCONN;
	ip_addr_copy(*address, socket->pcb.udp->remote_ip);
	*port = socket->pcb.udp->remote_port;
	return 0;
}

static void end(struct socket *socket)
{
	udp_remove(socket->pcb.udp);
	datagram_drop_all(socket);
}

const struct socket_kind socket_udp = {
	.type = UK_SOCK_DGRAM,
	.protocol = UK_IPPROTO_UDP,
	.create = udp_socket_create,
	.bind = udp_socket_bind,
	.connect = udp_socket_connect,
	.disconnect = udp_socket_disconnect,
	.send = udp_socket_send,
	.receive = datagram_receive,
	.shutdown = datagram_shutdown,
	.local = udp_local,
	.peer = udp_peer,
	.readable = datagram_readable,
	.apply = apply,
	.end = end,
	.ready = datagram_ready,
};
