/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The life of a local socket.
 */
#include <uk/stat.h>

#include "local.h"

#define LIMIT 212992 /* bytes; Linux's net.core.{r,w}mem_default */

static const struct uk_ready_watcher_ops peer_ops;

struct local *local_new(int type, uint32_t flags)
{
	struct local *self = uk_calloc(uk_alloc_default(), 1, sizeof(*self));

	if (!self)
		return NULL;
	uk_file_init(&self->file, &local_file_ops, UK_O_RDWR | flags);
	self->type = (uint8_t)type;
	self->send_limit = self->receive_limit = LIMIT;
	uk_list_init(&self->messages);
	if (local_is_datagram(self)) {
		self->peer_watcher.ops = &peer_ops;
		self->peer_watcher.events = LOCAL_ROOM;
		uk_list_init(&self->peer_watcher.link);
	} else {
		uk_list_init(&self->link);
	}
	return self;
}

void local_part(struct local *self)
{
	uk_ready_unwatch(&self->peer_watcher);
	self->peer = NULL;
}

void local_join(struct local *self, struct local *peer)
{
	if (local_is_datagram(self)) {
		local_part(self);
		self->flags &= (uint8_t)~PEER_GONE;
		uk_ready_watch(&peer->file.ready, &self->peer_watcher);
	} else {
		self->state = LOCAL_CONNECTED;
	}
	self->peer = peer;
}

/* Datagrams: the peer's queue has room again. */
static bool peer_has_room(struct uk_ready_watcher *watcher,
			  unsigned int events __uk_unused)
{
	uk_file_notify(
		&UK_CONTAINER_OF(watcher, struct local, peer_watcher)->file,
		UK_READY_OUT);
	return false;
}

/* Datagrams: the peer goes; all that send to it learn of it. */
static void peer_ended(struct uk_ready_source *source)
{
	struct uk_list_head *link, *following;

	uk_list_for_each_safe (link, following, &source->watchers) {
		struct uk_ready_watcher *watcher =
			uk_list_entry(link, struct uk_ready_watcher, link);
		struct local *self =
			UK_CONTAINER_OF(watcher, struct local, peer_watcher);

		if (watcher->ops != &peer_ops)
			continue;
		uk_ready_unwatch(watcher);
		self->peer = NULL;
		self->flags |= PEER_GONE;
		uk_file_notify(&self->file, UK_READY_OUT);
	}
}

static const struct uk_ready_watcher_ops peer_ops = {
	.notify = peer_has_room,
	.ended = peer_ended,
};

static int choose(int domain, int type, int protocol)
{
	if (domain != UK_AF_UNIX)
		return -EAFNOSUPPORT;
	if (type & ~(UK_SOCK_TYPE_MASK | UK_SOCK_NONBLOCK | UK_SOCK_CLOEXEC))
		return -EINVAL;
	if (protocol && protocol != UK_AF_UNIX)
		return -EPROTONOSUPPORT;
	switch (type & UK_SOCK_TYPE_MASK) {
	case UK_SOCK_STREAM:
	case UK_SOCK_DGRAM:
	case UK_SOCK_SEQPACKET:
		return 0;
	default:
		return -ESOCKTNOSUPPORT;
	}
}

static struct local *make(int type)
{
	return local_new(type & UK_SOCK_TYPE_MASK,
			 type & UK_SOCK_NONBLOCK ? UK_O_NONBLOCK : 0);
}

int unixsocket_create(int domain, int type, int protocol, struct uk_file **file)
{
	int error = choose(domain, type, protocol);
	struct local *self;

	if (error)
		return error;
	self = make(type);
	if (!self)
		return -ENOBUFS;
	*file = &self->file;
	return 0;
}

int unixsocket_pair(int domain, int type, int protocol,
		    struct uk_file *files[2])
{
	int error = choose(domain, type, protocol);
	struct local *one, *other;

	if (error)
		return error;
	one = make(type);
	other = make(type);
	if (!one || !other) {
		uk_free(uk_alloc_default(), one);
		uk_free(uk_alloc_default(), other);
		return -ENOBUFS;
	}
	local_join(one, other);
	local_join(other, one);
	files[0] = &one->file;
	files[1] = &other->file;
	return 0;
}

/* Whether something waits that nobody will read any more */
static bool has_unread(const struct local *self)
{
	return local_is_stream(self) ? self->bytes.length :
				       !uk_list_empty(&self->messages);
}

/* The other end of a connection learns that this one goes, and that what it sent was
 * not read (`lost`).
 */
static void leave_peer(struct local *self, bool lost)
{
	struct local *peer = self->peer;

	peer->peer = self->peer = NULL;
	peer->peer_name = local_name_get(self->name);
	peer->flags |= READ_SHUT | WRITE_SHUT;
	if (lost)
		peer->error = ECONNRESET;
	uk_file_notify(&peer->file, UK_READY_IN | UK_READY_IN_ENDED |
					    UK_READY_OUT | UK_READY_HANG_UP |
					    UK_READY_ERROR);
}

/* Those that nobody accepted go, and their peers learn of it. */
static void refuse_waiting(struct local *self)
{
	while (!uk_list_empty(&self->waiting)) {
		struct local *waiting =
			uk_list_first(&self->waiting, struct local, link);

		uk_list_del(&waiting->link);
		if (waiting->peer)
			leave_peer(waiting, true);
		uk_file_put(&waiting->file);
	}
}

static void end(struct local *self)
{
	if (local_is_datagram(self))
		local_part(self);
	else if (self->peer)
		leave_peer(self, has_unread(self));
	if (self->state == LOCAL_LISTENING)
		refuse_waiting(self);
	else if (local_is_stream(self))
		local_stream_drop(self);
	else
		local_messages_drop(self);
	local_name_put(self->name);
	local_name_put(self->peer_name);
	uk_free(uk_alloc_default(), self);
}

/*
 * A socket may be the last owner of others, whose descriptors wait in it, and so on: they
 * go one after another, by whoever is at it, and not one within the other.
 */
static void release(struct uk_file *file)
{
	static struct local *doomed;
	static bool is_busy;
	struct local *self = local_of(file);

	/* It is found no more, whenever its turn comes. */
	if (self->name && self->name->socket == self) {
		uk_list_del(&self->name->link);
		self->name->socket = NULL;
	}
	self->next = doomed;
	doomed = self;
	if (is_busy)
		return;
	is_busy = true;
	while (doomed) {
		self = doomed;
		doomed = self->next;
		end(self);
	}
	is_busy = false;
}

static int stat(struct uk_file *file __uk_unused, struct uk_stat *stat)
{
	stat->mode = UK_S_IFSOCK | 0777;
	stat->links = 1;
	return 0;
}

const struct uk_file_ops local_file_ops = {
	.kind = "socket",
	.read = local_read,
	.write = local_write,
	.ready = local_ready,
	.ioctl = local_ioctl,
	.stat = stat,
	.release = release,
};

const struct uksocket_ops unixsocket_uksocket_ops = {
	.file = &local_file_ops,
	.create = unixsocket_create,
	.pair = unixsocket_pair,
	.bind = unixsocket_bind,
	.listen = unixsocket_listen,
	.accept = unixsocket_accept,
	.connect = unixsocket_connect,
	.send = unixsocket_send,
	.receive = unixsocket_receive,
	.shutdown = unixsocket_shutdown,
	.local = unixsocket_local,
	.peer = unixsocket_peer,
	.set_option = unixsocket_set_option,
	.get_option = unixsocket_get_option,
};

UK_SOCKET_REGISTER(unixsocket_uksocket_ops);
