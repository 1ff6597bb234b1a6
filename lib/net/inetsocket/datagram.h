/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Datagrams that wait in a socket, for UDP and raw IP.
 */
#ifndef UKSOCKET_DATAGRAM_H
#define UKSOCKET_DATAGRAM_H

#include "internal.h"

/* Queues `p`, which becomes the queue's, or frees it where there is no room.
 * From lwIP's callback, while its notion of the current packet holds.
 */
void datagram_arrived(struct socket *socket, struct pbuf *p,
		      const ip_addr_t *from, uint16_t port);

uk_ssize_t datagram_receive(struct socket *socket,
			    struct socket_transfer *transfer);
/* The whole message in one buffer with room for headers; NULL: no memory. */
struct pbuf *datagram_gather(struct socket_transfer *transfer);
int datagram_shutdown(struct socket *socket, int how);
size_t datagram_readable(struct socket *socket);
void datagram_drop_all(struct socket *socket);
unsigned int datagram_ready(struct socket *socket);
/* What lwIP said of a packet that was to be sent */
int datagram_error(err_t error);
/* Broadcasts need SO_BROADCAST; the interface that the destination is behind */
int datagram_route(struct socket *socket,
		   const struct socket_envelope *envelope,
		   const ip_addr_t *local, const ip_addr_t *to,
		   struct netif **netif);

#endif /* UKSOCKET_DATAGRAM_H */
