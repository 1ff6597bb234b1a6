/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The calls that name things and people: bind, listen, accept, connect, and
 * who is at either end.
 */
#include "internal.h"

static int bind_once(struct socket *socket, const ip_addr_t *address,
		     uint16_t port)
{
	int error = -EADDRNOTAVAIL;

	uk_netstack_lock();
	if (socket_address_is_local(address))
		error = socket->kind->bind(socket, address, port);
	uk_netstack_unlock();
	return error;
}

int inetsocket_bind(struct uk_file *file, const struct uk_sockaddr *address,
		    uint32_t length)
{
	struct socket *socket = socket_of(file);
	ip_addr_t local;
	uint16_t port;
	int error;

	if (!socket)
		return -ENOTSOCK;
	error = socket_address_read(socket, address, length, &local, &port);
	if (error == -ENETUNREACH) /* IPv4 on a socket for IPv6 only */
		return -EINVAL;
	if (error)
		return error;
	if (ip_addr_isany(&local) && IP_IS_V6(&local))
		socket_any(socket, &local); /* both families */
	error = bind_once(socket, &local, port);
	if (error == -EADDRNOTAVAIL && socket_wait_configured(&local))
		error = bind_once(socket, &local, port);
	return error;
}

int inetsocket_listen(struct uk_file *file, int backlog)
{
	struct socket *socket = socket_of(file);
	int error;

	if (!socket)
		return -ENOTSOCK;
	if (!socket_is_stream(socket))
		return -EOPNOTSUPP;
	uk_netstack_lock();
	error = tcp_socket_listen(socket, backlog);
	uk_netstack_unlock();
	return error;
}

static int accept_once(struct socket *socket, struct socket **connection,
		       ip_addr_t *peer, uint16_t *port)
{
	int error;

	uk_netstack_lock();
	error = tcp_socket_accept(socket, connection);
	/* A connection that was reset meanwhile has no peer any more. */
	if (!error && peer &&
	    (*connection)->kind->peer(*connection, peer, port)) {
		socket_any(*connection, peer);
		*port = 0;
	}
	uk_netstack_unlock();
	return error;
}

int inetsocket_accept(struct uk_file *file, struct uk_file **connection,
		      struct uk_sockaddr *address, uint32_t *length, int flags)
{
	struct socket *socket = socket_of(file), *accepted;
	struct uk_file_patience patience;
	ip_addr_t peer;
	uint16_t port;
	int error;

	if (!socket)
		return -ENOTSOCK;
	if (flags & ~(UK_SOCK_NONBLOCK | UK_SOCK_CLOEXEC))
		return -EINVAL;
	if (!socket_is_stream(socket))
		return -EOPNOTSUPP;
	if (address && !length)
		return -EFAULT;
	patience = uk_file_patience(file->read_timeout,
				    file->flags & UK_O_NONBLOCK);
	do
		error = accept_once(socket, &accepted, address ? &peer : NULL,
				    &port);
	while (error == -EAGAIN &&
	       uk_file_try_again(file, UK_READY_IN, &patience));
	if (error)
		return (int)uk_file_outcome(&patience, error);
	if (address)
		socket_address_write(accepted, &peer, port, address, length);
	if (flags & UK_SOCK_NONBLOCK)
		accepted->file.flags |= UK_O_NONBLOCK;
	*connection = &accepted->file;
	return 0;
}

static int connect_once(struct socket *socket, const ip_addr_t *peer,
			uint16_t port)
{
	int error;

	uk_netstack_lock();
	error = socket->kind->connect(socket, peer, port);
	uk_netstack_unlock();
	return error;
}

/* Whether the connection came about; -EINPROGRESS: not yet */
static int outcome(struct socket *socket)
{
	int error = -EINPROGRESS;

	uk_netstack_lock();
	if (socket->error)
		error = socket_take_error(socket);
	else if (socket->state != SOCKET_CONNECTING)
		error = socket->state == SOCKET_OPEN ? -ECONNABORTED : 0;
	uk_netstack_unlock();
	return error;
}

static int wait_connected(struct socket *socket)
{
	struct uk_file *file = &socket->file;
	struct uk_file_patience patience = uk_file_patience(
		file->write_timeout, file->flags & UK_O_NONBLOCK);
	int error;

	do
		error = outcome(socket);
	while (error == -EINPROGRESS &&
	       uk_file_try_again(file, UK_READY_OUT, &patience));
	return (int)uk_file_outcome(&patience, error);
}

int inetsocket_connect(struct uk_file *file, const struct uk_sockaddr *address,
		       uint32_t length)
{
	struct socket *socket = socket_of(file);
	ip_addr_t peer;
	uint16_t port;
	int error;

	if (!socket)
		return -ENOTSOCK;
	if (address && length >= sizeof(address->family) &&
	    address->family == UK_AF_UNSPEC) {
		uk_netstack_lock();
		error = socket->kind->disconnect(socket);
		uk_netstack_unlock();
		return error;
	}
	error = socket_address_read(socket, address, length, &peer, &port);
	if (error)
		return error;
	socket_address_reach(&peer);
	error = connect_once(socket, &peer, port);
	if (error == -ENETUNREACH && socket_wait_configured(&peer))
		error = connect_once(socket, &peer, port);
	if (error == -EINPROGRESS)
		return wait_connected(socket);
	if (error == -EALREADY && !(file->flags & UK_O_NONBLOCK))
		return wait_connected(socket);
	return error;
}

int inetsocket_shutdown(struct uk_file *file, int how)
{
	struct socket *socket = socket_of(file);
	int error;

	if (!socket)
		return -ENOTSOCK;
	if (how < UK_SHUT_RD || how > UK_SHUT_RDWR)
		return -EINVAL;
	uk_netstack_lock();
	error = socket->kind->shutdown(socket, how);
	uk_netstack_unlock();
	return error;
}

static int name(struct uk_file *file, struct uk_sockaddr *to, uint32_t *length,
		bool peer)
{
	struct socket *socket = socket_of(file);
	ip_addr_t address;
	uint16_t port;
	int error;

	if (!socket)
		return -ENOTSOCK;
	if (!to || !length)
		return -EFAULT;
	uk_netstack_lock();
	error = (peer ? socket->kind->peer : socket->kind->local)(
		socket, &address, &port);
	uk_netstack_unlock();
	if (!error)
		socket_address_write(socket, &address, port, to, length);
	return error;
}

int inetsocket_local(struct uk_file *file, struct uk_sockaddr *address,
		     uint32_t *length)
{
	return name(file, address, length, false);
}

int inetsocket_peer(struct uk_file *file, struct uk_sockaddr *address,
		    uint32_t *length)
{
	return name(file, address, length, true);
}
