/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A TCP socket and its pcb. lwIP frees a pcb when a connection fails (having
 * told us by the error callback) and after TIME_WAIT (having told nobody):
 * so a socket gives its pcb up when both directions have ended.
 */
#include "internal.h"

#include <uk/string.h>

static int tcp_errno(err_t error, uint8_t state, const struct socket *socket)
{
	switch (error) {
	case ERR_RST:
		if (state == SOCKET_CONNECTING)
			return ECONNREFUSED;
		return socket->flags & PEER_ENDED ? EPIPE : ECONNRESET;
	case ERR_CLSD: /* the last FIN is acknowledged */
		return 0;
	case ERR_ABRT: /* retransmitted often enough, or no answer to keepalive */
		return ETIMEDOUT;
	default:
		return -uk_netstack_error(error);
	}
}

/* The pcb is gone, or about to be; what was received can still be read. */
static void ended(struct socket *socket)
{
	socket->pcb.any = NULL;
	socket->unannounced = 0;
	socket->state = socket->state == SOCKET_CONNECTING ? SOCKET_OPEN :
							     SOCKET_ENDED;
	socket->flags |= READ_SHUT | WRITE_SHUT;
	uk_file_notify(&socket->file, UK_READY_IN | UK_READY_IN_ENDED |
					      UK_READY_OUT | UK_READY_HANG_UP);
}

/* For getsockname() after the pcb's end */
void tcp_socket_remember(struct socket *socket)
{
	ip_addr_copy(socket->ended_address, socket->pcb.tcp->local_ip);
	socket->ended_port = socket->pcb.tcp->local_port;
}

/* The pcb is freed already. */
static void failed(void *argument, err_t error)
{
	struct socket *socket = argument;

	socket->error = tcp_errno(error, socket->state, socket);
	if (socket->error)
		uk_file_notify(&socket->file, UK_READY_ERROR);
	ended(socket);
}

void tcp_socket_let_go(struct socket *socket)
{
	struct tcp_pcb *pcb = socket->pcb.tcp;

	tcp_socket_remember(socket);
	tcp_socket_announce(socket);
	tcp_arg(pcb, NULL);
	tcp_recv(pcb, NULL);
	tcp_err(pcb, NULL);
	tcp_sent(pcb, NULL);
	ended(socket);
}

void tcp_socket_abort(struct socket *socket)
{
	struct tcp_pcb *pcb = socket->pcb.tcp;

	if (!pcb)
		return;
	tcp_socket_let_go(socket);
	tcp_abort(pcb);
}

static void apply(struct socket *socket)
{
	const struct socket_settings *settings = &socket->settings;
	struct tcp_pcb *pcb = socket->pcb.tcp;

	if (!pcb)
		return;
	/* The fields that both kinds of pcb have */
	pcb->so_options = settings->options;
	pcb->tos = settings->tos;
	pcb->ttl = settings->ttl ? settings->ttl : TCP_TTL;
	pcb->netif_idx = settings->interface;
	if (socket->state == SOCKET_LISTENING)
		return;
	if (socket->flags & NO_DELAY)
		tcp_nagle_disable(pcb);
	else
		tcp_nagle_enable(pcb);
	if (settings->max_segment)
		pcb->mss = UK_MIN(pcb->mss, settings->max_segment);
	pcb->keep_idle = settings->keep_idle * 1000u;
#if LWIP_TCP_KEEPALIVE
	pcb->keep_intvl = settings->keep_interval * 1000u;
	pcb->keep_cnt = settings->keep_count;
#endif
}

void tcp_socket_attach(struct socket *socket, struct tcp_pcb *pcb)
{
	socket->pcb.tcp = pcb;
	tcp_arg(pcb, socket);
	tcp_recv(pcb, tcp_socket_received);
	tcp_sent(pcb, tcp_socket_sent);
	tcp_err(pcb, failed);
	apply(socket);
}

int tcp_socket_create(struct socket *socket)
{
	struct tcp_pcb *pcb = tcp_new_ip_type(socket_family(socket));

	if (!pcb)
		return -ENOBUFS;
	tcp_socket_attach(socket, pcb);
	return 0;
}

static int tcp_shut(struct socket *socket, int how)
{
	if (socket->state == SOCKET_LISTENING) {
		if (how != UK_SHUT_WR)
			tcp_socket_stop_listening(socket);
		return 0;
	}
	if (socket->state == SOCKET_CONNECTING) {
		tcp_socket_abort(socket);
		return 0;
	}
	if (socket->state != SOCKET_CONNECTED)
		return -ENOTCONN;
	if (how != UK_SHUT_WR) {
		socket->flags |= READ_SHUT;
		uk_file_notify(&socket->file, UK_READY_IN | UK_READY_IN_ENDED);
	}
	if (how != UK_SHUT_RD && !(socket->flags & WRITE_SHUT)) {
		/* Without memory for the FIN lwIP tries again by itself. */
		tcp_shutdown(socket->pcb.tcp, 0, 1);
		socket->flags |= WRITE_SHUT;
		if (socket->flags & PEER_ENDED)
			tcp_socket_let_go(socket);
		uk_file_notify(&socket->file, UK_READY_OUT);
	}
	if ((socket->flags & WRITE_SHUT) &&
	    (socket->flags & (READ_SHUT | PEER_ENDED)))
		uk_file_notify(&socket->file, UK_READY_HANG_UP);
	return 0;
}

bool tcp_socket_flushed(const struct socket *socket)
{
	return !socket->pcb.any || socket->pcb.tcp->state == FIN_WAIT_2;
}

/* Linux resets a connection of which not all was read (RFC 2525, 2.17). */
static void end(struct socket *socket)
{
	bool reset = socket->received ||
		     (socket->flags & LINGER && !socket->settings.linger);
	struct tcp_pcb *pcb;

	if (socket->state == SOCKET_LISTENING)
		tcp_socket_stop_listening(socket);
	pcb = socket->pcb.tcp;
	if (pcb) {
		tcp_socket_let_go(socket);
		if (reset || tcp_close(pcb) != ERR_OK)
			tcp_abort(pcb);
	}
	tcp_socket_drop_received(socket);
}

static int tcp_disconnect(struct socket *socket)
{
	if (socket->state == SOCKET_LISTENING)
		tcp_socket_stop_listening(socket);
	tcp_socket_abort(socket);
	tcp_socket_drop_received(socket);
	socket->state = SOCKET_OPEN;
	return 0;
}

static int tcp_local(struct socket *socket, ip_addr_t *address, uint16_t *port)
{
	if (socket->pcb.any) {
		/* The fields that both kinds of pcb have */
		ip_addr_copy(*address, socket->pcb.tcp->local_ip);
		*port = socket->pcb.tcp->local_port;
	} else {
		ip_addr_copy(*address, socket->ended_address);
		*port = socket->ended_port;
	}
	return 0;
}

static int tcp_peer(struct socket *socket, ip_addr_t *address, uint16_t *port)
{
	if (socket->state != SOCKET_CONNECTED || !socket->pcb.any)
		return -ENOTCONN;
	ip_addr_copy(*address, socket->pcb.tcp->remote_ip);
	*port = socket->pcb.tcp->remote_port;
	return 0;
}

static size_t readable(struct socket *socket)
{
	return socket->state == SOCKET_LISTENING ? 0 : socket->received;
}

/* As Linux's tcp_poll(), down to sockets that were never connected. */
static unsigned int ready(struct socket *socket)
{
	unsigned int flags = socket->flags;
	unsigned int events = socket->error ? UK_READY_ERROR : 0;
	bool read_ended = flags & (READ_SHUT | PEER_ENDED);

	if (socket->state == SOCKET_LISTENING)
		return socket->waiting ? UK_READY_IN : 0;
	if (socket->state == SOCKET_CONNECTING)
		return events;
	if (read_ended)
		events |= UK_READY_IN | UK_READY_IN_ENDED;
	if (socket->received)
		events |= UK_READY_IN;
	if (flags & (WRITABLE | WRITE_SHUT))
		events |= UK_READY_OUT;
	if (socket->state != SOCKET_CONNECTED ||
	    (read_ended && flags & WRITE_SHUT))
		events |= UK_READY_HANG_UP;
	return events;
}

const struct socket_kind socket_tcp = {
	.type = UK_SOCK_STREAM,
	.protocol = UK_IPPROTO_TCP,
	.create = tcp_socket_create,
	.bind = tcp_socket_bind,
	.connect = tcp_socket_connect,
	.disconnect = tcp_disconnect,
	.send = tcp_socket_send,
	.receive = tcp_socket_receive,
	.shutdown = tcp_shut,
	.local = tcp_local,
	.peer = tcp_peer,
	.readable = readable,
	.apply = apply,
	.end = end,
	.ready = ready,
};
