/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Listening. A connection becomes a socket when its handshake is complete, and
 * waits in its listener's queue. lwIP's own backlog, which counts handshakes,
 * is always set to what the queue can still take: so the queue never
 * overflows, and a SYN too many is dropped, to be sent again.
 */
#include "internal.h"

#include <uk/string.h>

#define WAITING_MAX 4096 /* Linux's net.core.somaxconn */

static void set_backlog(struct socket *socket)
{
	uint32_t room = socket->limit - UK_MIN(socket->waiting, socket->limit);

	socket->pcb.listener->backlog = (u8_t)UK_MIN(room, 255u);
}

/* What Linux's accept() hands on */
static void inherit(struct socket *socket, const struct socket *listener)
{
	socket->settings = listener->settings;
	socket->flags |= listener->flags &
			 (ONLY_V6 | NO_DELAY | LINGER | CORKED | REUSE_PORT);
	socket->file.read_timeout = listener->file.read_timeout;
	socket->file.write_timeout = listener->file.write_timeout;
}

/* A handshake is complete. Without memory lwIP resets the connection. */
err_t tcp_socket_arrived(void *argument, struct tcp_pcb *pcb, err_t error)
{
	struct socket *listener = argument, *socket;

	if (error != ERR_OK || !pcb) /* no memory for a pcb */
		return ERR_VAL;
	socket = socket_alloc(&socket_tcp, listener->domain, UK_IPPROTO_TCP, 0);
	if (!socket)
		return ERR_MEM;
	inherit(socket, listener);
	socket->state = SOCKET_CONNECTED;
	tcp_socket_attach(socket, pcb);
	tcp_socket_remember(socket);
	if (listener->waiting++)
		listener->last_waiting->next = socket;
	else
		listener->first_waiting = socket;
	listener->last_waiting = socket;
	set_backlog(listener);
	uk_file_notify(&listener->file, UK_READY_IN);
	return ERR_OK;
}

static struct socket *take_first(struct socket *listener)
{
	struct socket *socket = listener->first_waiting;

	listener->first_waiting = socket->next;
	socket->next = NULL;
	listener->waiting--;
	return socket;
}

int tcp_socket_listen(struct socket *socket, int backlog)
{
	struct tcp_pcb *pcb;
	err_t error;

	if (socket->state != SOCKET_OPEN && socket->state != SOCKET_LISTENING)
		return -EINVAL;
	/* As in Linux, one more waits than was said. */
	backlog = backlog < 0 ? WAITING_MAX : UK_MIN(backlog, WAITING_MAX);
	if (socket->state == SOCKET_OPEN) {
		if (!socket->pcb.any || !socket->pcb.tcp->local_port) {
			ip_addr_t any;
			int unbound;

			socket_any(socket, &any);
			unbound = tcp_socket_bind(socket, &any, 0);
			if (unbound)
				return unbound;
		}
		pcb = tcp_listen_with_backlog_and_err(socket->pcb.tcp, 1,
						      &error);
		if (!pcb)
			return error == ERR_USE ? -EADDRINUSE : -ENOBUFS;
		socket->pcb.tcp = pcb;
		socket->state = SOCKET_LISTENING;
		socket->waiting = 0;
		tcp_arg(pcb, socket);
		tcp_accept(pcb, tcp_socket_arrived);
	}
	socket->limit = (uint32_t)backlog + 1;
	set_backlog(socket);
	return 0;
}

int tcp_socket_accept(struct socket *socket, struct socket **connection)
{
	if (socket->state != SOCKET_LISTENING)
		return -EINVAL;
	if (!socket->waiting)
		return -EAGAIN;
	*connection = take_first(socket);
	set_backlog(socket);
	return 0;
}

/* Who waits to be accepted is reset. */
void tcp_socket_stop_listening(struct socket *socket)
{
	tcp_socket_remember(socket);
	while (socket->waiting) {
		struct socket *waiting = take_first(socket);

		tcp_socket_abort(waiting);
		tcp_socket_drop_received(waiting);
		socket_free(waiting);
	}
	tcp_close(socket->pcb.tcp);
	socket->pcb.any = NULL;
	socket->first = NULL;
	socket->limit = 0;
	socket->state = SOCKET_OPEN;
	socket->flags |= READ_SHUT | WRITE_SHUT;
	uk_file_notify(&socket->file, UK_READY_IN | UK_READY_HANG_UP);
}
