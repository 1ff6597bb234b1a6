/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receiving: lwIP's buffers wait in the socket as they came, so data is copied
 * once, to where the program wants it. The window is opened again in steps
 * large enough to be worth a packet.
 *
 * Zero copy has a price where segments are small: each keeps a whole buffer of
 * the device. A small segment that has to wait behind others is therefore
 * copied into a collecting buffer, so that what a peer can make us hold stays
 * in proportion to the window, whatever it sends.
 */
#include "internal.h"

#include <uk/string.h>

#define SMALL 512      /* bytes of a segment that is collected */
#define COLLECTOR 2048 /* bytes of a collecting buffer */

static void append(struct socket *socket, struct pbuf *p)
{
	if (socket->first)
		socket->last->next = p;
	else
		socket->first = p;
	while (p->next)
		p = p->next;
	socket->last = p;
	socket->tail_room = 0;
}

/* True if the segment was copied behind the last one. */
static bool collect(struct socket *socket, const struct pbuf *p)
{
	struct pbuf *last = socket->last;

	if (socket->tail_room < p->tot_len) {
		last = pbuf_alloc(PBUF_RAW, COLLECTOR, PBUF_RAM);
		if (!last)
			return false;
		last->len = last->tot_len = 0;
		append(socket, last);
		socket->tail_room = COLLECTOR;
	}
	pbuf_copy_partial(p, (char *)last->payload + last->len, p->tot_len, 0);
	last->len += p->tot_len;
	socket->tail_room -= p->tot_len;
	return true;
}

static void peer_ended(struct socket *socket)
{
	unsigned int events = UK_READY_IN | UK_READY_IN_ENDED;

	socket->flags |= PEER_ENDED;
	if (socket->flags & WRITE_SHUT) {
		tcp_socket_let_go(socket);
		return;
	}
	uk_file_notify(&socket->file, events);
}

err_t tcp_socket_received(void *argument, struct tcp_pcb *pcb __uk_unused,
			  struct pbuf *p, err_t error __uk_unused)
{
	struct socket *socket = argument;
	uint16_t length;

	if (!p) {
		peer_ended(socket);
		return ERR_OK;
	}
	length = p->tot_len;
	if (socket->first && length <= SMALL && collect(socket, p))
		pbuf_free(p);
	else
		append(socket, p);
	socket->received += length;
	uk_file_notify(&socket->file, UK_READY_IN);
	return ERR_OK;
}

/* Tells lwIP of all that was read. */
void tcp_socket_announce(struct socket *socket)
{
	while (socket->unannounced) {
		uint16_t part = (uint16_t)UK_MIN(socket->unannounced,
						 (uint32_t)UINT16_MAX);

		socket->unannounced -= part;
		tcp_recved(socket->pcb.tcp, part);
	}
}

/* Frees the first buffer, which was all read. */
static void drop_first(struct socket *socket)
{
	struct pbuf *p = socket->first;

	socket->first = p->next;
	if (!socket->first)
		socket->tail_room = 0;
	p->next = NULL;
	pbuf_free(p);
}

void tcp_socket_drop_received(struct socket *socket)
{
	while (socket->first)
		drop_first(socket);
	socket->received = 0;
}

static void copy_out(struct socket *socket, struct uk_cursor *cursor,
		     size_t length)
{
	socket->received -= length;
	socket->unannounced += length;
	for (;;) {
		struct pbuf *p = socket->first;
		uint16_t part = (uint16_t)UK_MIN(length, (size_t)p->len);

		uk_cursor_fill(cursor, p->payload, part);
		length -= part;
		p->len -= part;
		p->payload = (char *)p->payload + part;
		if (!p->len)
			drop_first(socket);
		if (!length)
			return;
	}
}

static void peek(const struct socket *socket, struct uk_cursor *cursor,
		 size_t length)
{
	for (const struct pbuf *p = socket->first; length; p = p->next) {
		size_t part = UK_MIN(length, (size_t)p->len);

		uk_cursor_fill(cursor, p->payload, part);
		length -= part;
	}
}

/* Why there is nothing to read */
static uk_ssize_t nothing(struct socket *socket)
{
	if (socket->error)
		return socket_take_error(socket);
	if (socket->flags & (READ_SHUT | PEER_ENDED))
		return 0;
	return socket->state == SOCKET_CONNECTED ||
			       socket->state == SOCKET_CONNECTING ?
		       -EAGAIN :
		       -ENOTCONN;
}

uk_ssize_t tcp_socket_receive(struct socket *socket,
			      struct socket_transfer *transfer)
{
	size_t length;

	if (socket->state == SOCKET_LISTENING)
		return -ENOTCONN;
	if (!socket->received)
		return nothing(socket);
	length = UK_MIN(transfer->cursor.left, (size_t)socket->received);
	if (!length)
		return 0;
	if (transfer->flags & UK_MSG_PEEK) {
		peek(socket, &transfer->cursor, length);
		return (uk_ssize_t)length;
	}
	copy_out(socket, &transfer->cursor, length);
	if (!socket->pcb.any)
		socket->unannounced = 0;
	else if (socket->unannounced >= TCP_WND_UPDATE_THRESHOLD)
		tcp_socket_announce(socket);
	return (uk_ssize_t)length;
}
