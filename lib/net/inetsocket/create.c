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

/* Which protocol a type of a domain has by default; which others it may have */
static int choose(int domain, int type, int protocol, uint8_t *chosen)
{
	int only;

	if (domain != UK_AF_INET && domain != UK_AF_INET6)
		return -EAFNOSUPPORT;
	if ((domain == UK_AF_INET && !LWIP_IPV4) ||
	    (domain == UK_AF_INET6 && !LWIP_IPV6))
		return -EAFNOSUPPORT;
	if (protocol < 0 || protocol > 255)
		return -EINVAL;
	switch (type) {
	case UK_SOCK_STREAM:
		only = UK_IPPROTO_TCP;
		break;
	case UK_SOCK_DGRAM:
		only = UK_IPPROTO_UDP;
		break;
	case UK_SOCK_RAW:
		*chosen = (uint8_t)protocol;
		return LWIP_RAW && protocol ? 0 : -EPROTONOSUPPORT;
	default:
		return -ESOCKTNOSUPPORT;
	}
	*chosen = (uint8_t)only;
	return !protocol || protocol == only ? 0 : -EPROTONOSUPPORT;
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

static int make_pcb(struct socket *socket)
{
	switch (socket->kind->type) {
	case UK_SOCK_STREAM:
		return tcp_socket_create(socket);
	case UK_SOCK_DGRAM:
		return udp_socket_create(socket);
#if LWIP_RAW
	case UK_SOCK_RAW:
		return raw_socket_create(socket);
#endif
	default:
		return -ESOCKTNOSUPPORT;
	}
}

int inetsocket_create(int domain, int type, int protocol, struct uk_file **file)
{
	int plain = type & UK_SOCK_TYPE_MASK;
	const struct socket_kind *kind = &socket_tcp;
	struct socket *socket;
	uint8_t chosen;
	int error;

	if (type & ~(UK_SOCK_TYPE_MASK | UK_SOCK_NONBLOCK | UK_SOCK_CLOEXEC))
		return -EINVAL;
	error = choose(domain, plain, protocol, &chosen);
	if (error)
		return error;
	if (plain == UK_SOCK_DGRAM)
		kind = &socket_udp;
#if LWIP_RAW
	if (plain == UK_SOCK_RAW)
		kind = &socket_raw;
#endif
	socket = socket_alloc(kind, domain, chosen,
			      type & UK_SOCK_NONBLOCK ? UK_O_NONBLOCK : 0);
	if (!socket)
		return -ENOBUFS;
	uk_netstack_lock();
	error = make_pcb(socket);
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

static uk_ssize_t read(struct uk_file *file, const struct uk_iovec *pieces,
		       unsigned int count, int64_t offset __uk_unused)
{
	struct socket *socket = socket_of(file);
	struct socket_transfer transfer;
	uk_ssize_t result = uk_cursor_init(&transfer.cursor, pieces, count);

	if (result)
		return result;
	transfer.flags = UK_MSG_DONTWAIT;
	transfer.message = NULL;
	transfer.envelope = NULL;
	uk_netstack_lock();
	result = socket->kind->receive(socket, &transfer);
	uk_netstack_unlock();
	return result;
}

static uk_ssize_t write(struct uk_file *file, const struct uk_iovec *pieces,
			unsigned int count, int64_t offset __uk_unused)
{
	struct socket *socket = socket_of(file);
	struct socket_transfer transfer;
	uk_ssize_t result = uk_cursor_init(&transfer.cursor, pieces, count);

	if (result)
		return result;
	transfer.flags = UK_MSG_DONTWAIT;
	transfer.message = NULL;
	transfer.envelope = NULL;
	uk_netstack_lock();
	result = socket->kind->send(socket, &transfer);
	uk_netstack_unlock();
	return result;
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
