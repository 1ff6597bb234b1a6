/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Binding and connecting TCP sockets. Which addresses may share a port is
 * decided here as Linux does; lwIP's own check knows less of sockets for both
 * families and of listeners.
 */
#include "internal.h"

#include <uk/string.h>

/* Whether the port is taken by a listener, or by a bound socket that does not
 * share it
 */
static bool port_taken(const struct socket *socket, const ip_addr_t *address,
		       uint16_t port)
{
	bool reuse = socket->settings.options & SOF_REUSEADDR;

	for (const struct tcp_pcb_listen *pcb = tcp_listen_pcbs.listen_pcbs;
	     pcb; pcb = pcb->next)
		if (pcb->local_port == port &&
		    socket_addresses_overlap(&pcb->local_ip, address))
			return true;
	for (const struct tcp_pcb *pcb = tcp_bound_pcbs; pcb; pcb = pcb->next)
		if (pcb->local_port == port &&
		    !(reuse && ip_get_option(pcb, SOF_REUSEADDR)) &&
		    socket_addresses_overlap(&pcb->local_ip, address))
			return true;
	return false;
}

/* A socket whose connection failed gets a new pcb, and is as if new. */
static int renew(struct socket *socket)
{
	int error;

	if (socket->pcb.any)
		return 0;
	error = tcp_socket_create(socket);
	if (!error)
		socket->flags &= ~(READ_SHUT | WRITE_SHUT | PEER_ENDED);
	return error;
}

int tcp_socket_bind(struct socket *socket, const ip_addr_t *address,
		    uint16_t port)
{
	int error;

	if (socket->state != SOCKET_OPEN)
		return -EINVAL;
	error = renew(socket);
	if (error)
		return error;
	if (socket->pcb.tcp->local_port)
		return -EINVAL;
	if (port && port_taken(socket, address, port))
		return -EADDRINUSE;
	switch (tcp_bind(socket->pcb.tcp, address, port)) {
	case ERR_OK:
		return 0;
	case ERR_USE:
	case ERR_BUF: /* no port is left */
		return -EADDRINUSE;
	default:
		return -EINVAL;
	}
}

static err_t connected(void *argument, struct tcp_pcb *pcb __uk_unused,
		       err_t error __uk_unused)
{
	struct socket *socket = argument;

	socket->state = SOCKET_CONNECTED;
	socket->kind->apply(socket);
	uk_file_notify(&socket->file, UK_READY_OUT);
	return ERR_OK;
}

/* An unbound pcb to which tcp_connect() gave a name before it failed */
static void forget_name(struct socket *socket)
{
	struct tcp_pcb *pcb = socket->pcb.tcp;

	pcb->local_port = 0;
	pcb->remote_port = 0;
	socket_any(socket, &pcb->local_ip);
	socket_any(socket, &pcb->remote_ip);
}

static int begin(struct socket *socket, const ip_addr_t *address, uint16_t port)
{
	struct tcp_pcb *pcb = socket->pcb.tcp;
	bool bound = pcb->local_port;
	err_t error;

	if (!IP_ADDR_PCB_VERSION_MATCH(pcb, address))
		return -ENETUNREACH;
	if (ip_addr_ismulticast(address))
		return -ENETUNREACH;
	error = tcp_connect(pcb, address, port, connected);
	if (error == ERR_OK) {
		socket->state = SOCKET_CONNECTING;
		tcp_socket_remember(socket);
		return -EINPROGRESS;
	}
	if (!bound)
		forget_name(socket);
	switch (error) {
	case ERR_RTE:
		return -ENETUNREACH;
	case ERR_USE:
	case ERR_BUF: /* no port is left */
		return -EADDRNOTAVAIL;
	case ERR_MEM:
		return -ENOBUFS;
	default:
		return uk_netstack_error(error);
	}
}

int tcp_socket_connect(struct socket *socket, const ip_addr_t *address,
		       uint16_t port)
{
	int error;

	switch (socket->state) {
	case SOCKET_CONNECTING:
		return -EALREADY;
	case SOCKET_OPEN:
		break;
	default:
		return -EISCONN;
	}
	if (socket->error) /* of the last try, not told yet */
		return socket_take_error(socket);
	error = renew(socket);
	return error ? error : begin(socket, address, port);
}
