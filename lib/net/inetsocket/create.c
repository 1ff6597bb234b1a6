/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The life of a socket as an open file.
 */
#include "internal.h"

#include <uk/alloc.h>
#include <uk/stat.h>
#include <uk/string.h>
#include <uk/time.h>

#define LINGER_STEP (10 * UK_TIME_MILLISECOND)
#define RECEIVE_LIMIT 212992 /* bytes; Linux's net.core.rmem_default */
#define BLOCK_SIZE 4096

static const struct socket_kind *kind_of(int type)
{
	switch (type) {
	case UK_SOCK_STREAM:
		return &socket_tcp;
	case UK_SOCK_DGRAM:
		return &socket_udp;
#if LWIP_RAW
	case UK_SOCK_RAW:
		return &socket_raw;
#endif
	default:
		return NULL;
	}
}

/* What a type of a domain is here; `*protocol` may be 0, for the usual one. */
static int choose(int domain, int type, int *protocol,
		  const struct socket_kind **kind)
{
	if (domain != UK_AF_INET && domain != UK_AF_INET6)
		return -EAFNOSUPPORT;
	if ((domain == UK_AF_INET && !LWIP_IPV4) ||
	    (domain == UK_AF_INET6 && !LWIP_IPV6))
		return -EAFNOSUPPORT;
	if (*protocol < 0 || *protocol > 255)
		return -EINVAL;
	*kind = kind_of(type);
	if (!*kind)
		return type == UK_SOCK_RAW ? -EPROTONOSUPPORT :
					     -ESOCKTNOSUPPORT;
	if (!*protocol)
		*protocol = (*kind)->protocol;
	if (!*protocol ||
	    ((*kind)->protocol && *protocol != (*kind)->protocol))
		return -EPROTONOSUPPORT;
	return 0;
}

struct socket *socket_alloc(const struct socket_kind *kind, int domain,
			    int protocol, uint32_t flags)
{
	struct socket *socket = uk_calloc(uk_alloc_default(), 1,
					  sizeof(*socket));

	if (!socket)
		return NULL;
	uk_file_init(&socket->file, &socket_file_ops, UK_O_RDWR | flags);
	socket->kind = kind;
	socket->domain = (uint8_t)domain;
	socket->protocol = (uint8_t)protocol;
	socket->flags = WRITABLE | LOOP_MULTICAST;
	socket->settings.multicast_ttl = 1;
	socket->settings.receive_limit = RECEIVE_LIMIT;
	socket->settings.send_limit = TCP_SND_BUF;
	socket->settings.keep_count = TCP_KEEPCNT_DEFAULT;
	socket->settings.keep_idle = TCP_KEEPIDLE_DEFAULT / 1000;
	socket->settings.keep_interval = TCP_KEEPINTVL_DEFAULT / 1000;
	return socket;
}

void socket_free(struct socket *socket)
{
	uk_free(uk_alloc_default(), socket);
}

int inetsocket_create(int domain, int type, int protocol, struct uk_file **file)
{
	const struct socket_kind *kind;
	struct socket *socket;
	int error;

	if (type & ~(UK_SOCK_TYPE_MASK | UK_SOCK_NONBLOCK | UK_SOCK_CLOEXEC))
		return -EINVAL;
	error = choose(domain, type & UK_SOCK_TYPE_MASK, &protocol, &kind);
	if (error)
		return error;
	socket = socket_alloc(kind, domain, protocol,
			      type & UK_SOCK_NONBLOCK ? UK_O_NONBLOCK : 0);
	if (!socket)
		return -ENOBUFS;
	uk_netstack_lock();
	error = kind->create(socket);
	uk_netstack_unlock();
	if (error) {
		socket_free(socket);
		return error;
	}
	*file = &socket->file;
	return 0;
}

int inetsocket_pair(int domain, int type __uk_unused, int protocol __uk_unused,
		    struct uk_file *files[2] __uk_unused)
{
	return domain == UK_AF_INET || domain == UK_AF_INET6 ? -EOPNOTSUPP :
							       -EAFNOSUPPORT;
}

/* SO_LINGER with a time: the closing thread waits until the peer has it all. */
static void linger(struct socket *socket)
{
	uint64_t deadline = uk_time_deadline(socket->settings.linger *
					     UK_TIME_SECOND);
	bool flushed;

	uk_netstack_lock();
	if (socket->pcb.any)
		socket->kind->shutdown(socket, UK_SHUT_WR);
	uk_netstack_unlock();
	for (;;) {
		uk_netstack_lock();
		flushed = tcp_socket_flushed(socket);
		uk_netstack_unlock();
		if (flushed || uk_time_monotonic() >= deadline)
			return;
		if (!uk_ready_poll())
			uk_sleep_ns(LINGER_STEP);
	}
}

static void release(struct uk_file *file)
{
	struct socket *socket = socket_of(file);

	if (socket_is_stream(socket) && socket->state == SOCKET_CONNECTED &&
	    (socket->flags & LINGER) && socket->settings.linger)
		linger(socket);
	uk_netstack_lock();
	socket_leave_all(socket);
	socket->kind->end(socket);
	uk_netstack_unlock();
	socket_free(socket);
}

static unsigned int ready(struct uk_file *file)
{
	struct socket *socket = socket_of(file);

	return socket->kind->ready(socket);
}

static int stat(struct uk_file *file __uk_unused, struct uk_stat *stat)
{
	stat->mode = UK_S_IFSOCK | 0777;
	stat->links = 1;
	stat->block_size = BLOCK_SIZE;
	return 0;
}

/* Once, without waiting. */
static uk_ssize_t transfer(struct socket *socket, const struct uk_iovec *pieces,
			   unsigned int count,
			   uk_ssize_t (*move)(struct socket *,
					      struct socket_transfer *))
{
	struct socket_transfer transfer;
	uk_ssize_t result = uk_cursor_init(&transfer.cursor, pieces, count);

	if (result)
		return result;
	transfer.flags = UK_MSG_DONTWAIT;
	transfer.message = NULL;
	transfer.envelope = NULL;
	uk_netstack_lock();
	result = move(socket, &transfer);
	uk_netstack_unlock();
	return result;
}

static uk_ssize_t read(struct uk_file *file, const struct uk_iovec *pieces,
		       unsigned int count, int64_t offset __uk_unused)
{
	struct socket *socket = socket_of(file);

	return transfer(socket, pieces, count, socket->kind->receive);
}

static uk_ssize_t write(struct uk_file *file, const struct uk_iovec *pieces,
			unsigned int count, int64_t offset __uk_unused)
{
	struct socket *socket = socket_of(file);

	return transfer(socket, pieces, count, socket->kind->send);
}

const struct uk_file_ops socket_file_ops = {
	.kind = "socket",
	.read = read,
	.write = write,
	.ready = ready,
	.ioctl = socket_ioctl,
	.stat = stat,
	.release = release,
};

const struct uksocket_ops inetsocket_uksocket_ops = {
	.file = &socket_file_ops,
	.create = inetsocket_create,
	.pair = inetsocket_pair,
	.bind = inetsocket_bind,
	.listen = inetsocket_listen,
	.accept = inetsocket_accept,
	.connect = inetsocket_connect,
	.send = inetsocket_send,
	.receive = inetsocket_receive,
	.shutdown = inetsocket_shutdown,
	.local = inetsocket_local,
	.peer = inetsocket_peer,
	.set_option = inetsocket_set_option,
	.get_option = inetsocket_get_option,
};

UK_SOCKET_REGISTER(inetsocket_uksocket_ops);
