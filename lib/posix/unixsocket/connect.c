/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Connections: a listener has those that nobody has accepted yet, complete already, so
 * that connecting waits only for room among them. And who is at either end.
 */
#include "local.h"

#define BACKLOG_MOST 4096 /* Linux's net.core.somaxconn */

int unixsocket_listen(struct uk_file *file, int backlog)
{
	struct local *self = local_of(file);

	if (!self)
		return -ENOTSOCK;
	if (local_is_datagram(self))
		return -EOPNOTSUPP;
	if (!self->name || self->state == LOCAL_CONNECTED)
		return -EINVAL;
	self->state = LOCAL_LISTENING;
	self->backlog = backlog < 0 ? BACKLOG_MOST :
				      (uint32_t)UK_MIN(backlog, BACKLOG_MOST);
	uk_file_notify(file, LOCAL_ROOM);
	return 0;
}

static int take_waiting(struct local *self, struct local **taken)
{
	if (self->state != LOCAL_LISTENING || self->flags & READ_SHUT)
		return -EINVAL;
	*taken = uk_list_first(&self->waiting, struct local, link);
	if (!*taken)
		return -EAGAIN;
	uk_list_del(&(*taken)->link);
	self->count--;
	uk_file_notify(&self->file, LOCAL_ROOM);
	return 0;
}

int unixsocket_accept(struct uk_file *file, struct uk_file **connection,
		      struct uk_sockaddr *address, uint32_t *length, int flags)
{
	struct local *self = local_of(file), *taken;
	struct uk_file_patience patience;
	int error;

	if (!self)
		return -ENOTSOCK;
	if (flags & ~(UK_SOCK_NONBLOCK | UK_SOCK_CLOEXEC))
		return -EINVAL;
	if (local_is_datagram(self))
		return -EOPNOTSUPP;
	if (address && !length)
		return -EFAULT;
	patience = uk_file_patience(file->read_timeout,
				    file->flags & UK_O_NONBLOCK);
	do
		error = take_waiting(self, &taken);
	while (error == -EAGAIN &&
	       uk_file_try_again(file, UK_READY_IN, &patience));
	if (error)
		return (int)uk_file_outcome(&patience, error);
	if (address)
		local_address_write(local_peer_called(taken), address, length);
	if (flags & UK_SOCK_NONBLOCK)
		taken->file.flags |= UK_O_NONBLOCK;
	*connection = &taken->file;
	return 0;
}

/* The listener's end of a new connection waits there to be accepted. */
static int enqueue(struct local *self, struct local *listener)
{
	struct local *other = local_new(self->type, 0);

	if (!other)
		return -ENOMEM;
	other->name = local_name_get(listener->name);
	other->flags = listener->flags & PASS_CREDENTIALS;
	other->send_limit = listener->send_limit;
	other->receive_limit = listener->receive_limit;
	local_join(self, other);
	local_join(other, self);
	uk_list_add_tail(&other->link, &listener->waiting);
	listener->count++;
	uk_file_notify(&self->file, UK_READY_OUT);
	uk_file_notify(&listener->file, UK_READY_IN);
	return 0;
}

static int connect_once(struct local *self, const struct local_address *address,
			struct local **full)
{
	struct local *to;
	int error;

	*full = NULL;
	error = local_find(address, self->type, &to);
	if (error)
		return error;
	/* Finding may have slept: what follows is about now. */
	if (self->state != LOCAL_OPEN)
		return self->state == LOCAL_LISTENING ? -EINVAL : -EISCONN;
	if (to->state != LOCAL_LISTENING || to->flags & READ_SHUT)
		return -ECONNREFUSED;
	if (!local_has_room(to)) {
		*full = to;
		return -EAGAIN;
	}
	return enqueue(self, to);
}

/* Whether it may be sent to: who has a peer takes from this one only. */
static bool may_send(const struct local *self, const struct local *to)
{
	return !to->peer || to->peer == self;
}

static int connect_datagrams(struct local *self,
			     const struct local_address *address)
{
	struct local *to;
	int error = local_find(address, self->type, &to);

	if (error)
		return error;
	if (!may_send(self, to))
		return -EPERM;
	local_join(self, to);
	return 0;
}

static bool is_nowhere(const struct uk_sockaddr *address, uint32_t length)
{
	return address && length >= sizeof(address->family) &&
	       address->family == UK_AF_UNSPEC;
}

int unixsocket_connect(struct uk_file *file, const struct uk_sockaddr *to,
		       uint32_t length)
{
	struct local *self = local_of(file), *full;
	struct uk_file_patience patience;
	struct local_address address;
	int error;

	if (!self)
		return -ENOTSOCK;
	if (local_is_datagram(self) && is_nowhere(to, length)) {
		local_part(self);
		self->flags &= (uint8_t)~PEER_GONE;
		return 0;
	}
	error = local_address_read(to, length, &address);
	if (error)
		return error;
	if (local_is_datagram(self))
		return connect_datagrams(self, &address);
	patience = uk_file_patience(file->write_timeout,
				    file->flags & UK_O_NONBLOCK);
	do
		error = connect_once(self, &address, &full);
	while (full && !(error = local_wait_for_room(full, &patience)));
	return error;
}

int unixsocket_shutdown(struct uk_file *file, int how)
{
	struct local *self = local_of(file);
	unsigned int events = UK_READY_IN | UK_READY_IN_ENDED | UK_READY_OUT |
			      UK_READY_HANG_UP | LOCAL_ROOM;

	if (!self)
		return -ENOTSOCK;
	if (how < UK_SHUT_RD || how > UK_SHUT_RDWR)
		return -EINVAL;
	if (how != UK_SHUT_WR)
		self->flags |= READ_SHUT;
	if (how != UK_SHUT_RD)
		self->flags |= WRITE_SHUT;
	uk_file_notify(file, events);
	if (!self->peer || local_is_datagram(self))
		return 0;
	if (how != UK_SHUT_WR)
		self->peer->flags |= WRITE_SHUT;
	if (how != UK_SHUT_RD)
		self->peer->flags |= READ_SHUT;
	uk_file_notify(&self->peer->file, events);
	return 0;
}

int unixsocket_local(struct uk_file *file, struct uk_sockaddr *address,
		     uint32_t *length)
{
	const struct local *self = local_of(file);

	if (!self)
		return -ENOTSOCK;
	if (!address || !length)
		return -EFAULT;
	local_address_write(self->name, address, length);
	return 0;
}

int unixsocket_peer(struct uk_file *file, struct uk_sockaddr *address,
		    uint32_t *length)
{
	const struct local *self = local_of(file);

	if (!self)
		return -ENOTSOCK;
	if (!address || !length)
		return -EFAULT;
	if (!self->peer && self->state != LOCAL_CONNECTED)
		return -ENOTCONN;
	local_address_write(local_peer_called(self), address, length);
	return 0;
}
