/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * getsockopt() and setsockopt(): the calls, and the options of SOL_SOCKET. An
 * option that has no effect here is refused, but for hints, which may be
 * ignored by their nature.
 */
#include "internal.h"

#define SEND_MIN 4608 /* as Linux's SOCK_MIN_SNDBUF */
#define RECEIVE_MIN 2304
#define RECEIVE_MAX (64 * 1024 * 1024)
#define LINGER_MAX 65535 /* seconds */

int socket_option_int(const void *value, uint32_t length, int *number)
{
	if (length < sizeof(*number))
		return -EINVAL;
	memcpy(number, value, sizeof(*number));
	return 0;
}

int socket_option_small(const void *value, uint32_t length, int *number)
{
	if (length >= sizeof(*number))
		return socket_option_int(value, length, number);
	if (!length)
		return -EINVAL;
	*number = *(const unsigned char *)value;
	return 0;
}

int socket_option_tell_int(void *value, uint32_t *length, int number)
{
	return uk_socket_option_tell(value, length, &number, sizeof(number));
}

void socket_set_flag(struct socket *socket, unsigned int flag, bool on)
{
	if (on)
		socket->flags |= (uint16_t)flag;
	else
		socket->flags &= (uint16_t)~flag;
}

void socket_set_so(struct socket *socket, unsigned int option, bool on)
{
	if (on)
		socket->settings.options |= (uint8_t)option;
	else
		socket->settings.options &= (uint8_t)~option;
}

static int set_linger(struct socket *socket, const void *value, uint32_t length)
{
	struct uk_linger linger;

	if (length < sizeof(linger))
		return -EINVAL;
	memcpy(&linger, value, sizeof(linger));
	socket_set_flag(socket, LINGER, linger.on);
	if (linger.seconds < 0 || linger.seconds > LINGER_MAX)
		linger.seconds = LINGER_MAX;
	socket->settings.linger = (uint16_t)linger.seconds;
	return 0;
}

static int tell_linger(const struct socket *socket, void *value,
		       uint32_t *length)
{
	struct uk_linger linger = { .on = !!(socket->flags & LINGER),
				    .seconds = socket->settings.linger };

	return uk_socket_option_tell(value, length, &linger, sizeof(linger));
}

/* The name of an interface, empty for none; its end may be missing. */
static int set_device(struct socket *socket, const char *value, uint32_t length)
{
	char name[UK_NETSTACK_NAME_SIZE] = "";
	struct netif *netif;

	while (length && !value[length - 1])
		length--;
	if (length >= sizeof(name))
		return -ENODEV;
	memcpy(name, value, length);
	netif = *name ? uk_netstack_find(name) : NULL;
	if (*name && !netif)
		return -ENODEV;
	socket->settings.interface = netif ? netif_get_index(netif) : 0;
	return 0;
}

static int tell_device(const struct socket *socket, void *value,
		       uint32_t *length)
{
	char name[UK_NETSTACK_NAME_SIZE] = "";
	struct netif *netif = netif_get_by_index(socket->settings.interface);

	if (netif)
		uk_netstack_name(netif, name);
	return uk_socket_option_tell(value, length, name,
				     *name ? (uint32_t)strlen(name) + 1 : 0);
}

/* As Linux: what was asked for is doubled, for what it costs. */
static uint32_t doubled(int number, uint32_t least, uint32_t most)
{
	uint64_t twice = (uint64_t)UK_MAX(number, 0) * 2;

	return (uint32_t)UK_MIN(UK_MAX(twice, (uint64_t)least), (uint64_t)most);
}

static int set_number(struct socket *socket, int option, int number)
{
	struct socket_settings *settings = &socket->settings;

	switch (option) {
	case UK_SO_REUSEADDR:
		socket_set_so(socket, SOF_REUSEADDR, number);
		return 0;
	case UK_SO_REUSEPORT:
		socket_set_flag(socket, REUSE_PORT, number);
		socket_set_so(socket, SOF_REUSEADDR, number);
		return 0;
	case UK_SO_KEEPALIVE:
		socket_set_so(socket, SOF_KEEPALIVE, number);
		return 0;
	case UK_SO_BROADCAST:
		socket_set_so(socket, SOF_BROADCAST, number);
		return 0;
	case UK_SO_SNDBUF:
		settings->send_limit = doubled(number, SEND_MIN, TCP_SND_BUF);
		return 0;
	case UK_SO_RCVBUF:
		settings->receive_limit =
			doubled(number, RECEIVE_MIN, RECEIVE_MAX);
		return 0;
	case UK_SO_RCVLOWAT:
		return number <= 1 ? 0 : -ENOPROTOOPT;
	case UK_SO_DONTROUTE: /* hints */
	case UK_SO_PRIORITY:
	case UK_SO_OOBINLINE:
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

int socket_set_base(struct socket *socket, int option, const void *value,
		    uint32_t length)
{
	int number, error;

	switch (option) {
	case UK_SO_LINGER:
		return set_linger(socket, value, length);
	case UK_SO_RCVTIMEO:
		return uk_socket_timeout_set(&socket->file.read_timeout, value,
					     length);
	case UK_SO_SNDTIMEO:
		return uk_socket_timeout_set(&socket->file.write_timeout, value,
					     length);
	case UK_SO_BINDTODEVICE:
		return set_device(socket, value, length);
	}
	error = socket_option_int(value, length, &number);
	return error ? error : set_number(socket, option, number);
}

static int get_number(struct socket *socket, int option)
{
	const struct socket_settings *settings = &socket->settings;

	switch (option) {
	case UK_SO_REUSEADDR:
		return !!(settings->options & SOF_REUSEADDR);
	case UK_SO_REUSEPORT:
		return !!(socket->flags & REUSE_PORT);
	case UK_SO_KEEPALIVE:
		return !!(settings->options & SOF_KEEPALIVE);
	case UK_SO_BROADCAST:
		return !!(settings->options & SOF_BROADCAST);
	case UK_SO_SNDBUF:
		return (int)settings->send_limit;
	case UK_SO_RCVBUF: /* TCP's window is the same for all. */
		return socket_is_stream(socket) ? (int)TCP_WND :
						  (int)settings->receive_limit;
	case UK_SO_TYPE:
		return socket->kind->type;
	case UK_SO_DOMAIN:
		return socket->domain;
	case UK_SO_PROTOCOL:
		return socket->protocol;
	case UK_SO_ERROR:
		return -socket_take_error(socket);
	case UK_SO_ACCEPTCONN:
		return socket->state == SOCKET_LISTENING;
	case UK_SO_RCVLOWAT:
	case UK_SO_SNDLOWAT:
		return 1;
	case UK_SO_DONTROUTE:
	case UK_SO_PRIORITY:
	case UK_SO_OOBINLINE:
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

int socket_get_base(struct socket *socket, int option, void *value,
		    uint32_t *length)
{
	int number;

	switch (option) {
	case UK_SO_LINGER:
		return tell_linger(socket, value, length);
	case UK_SO_RCVTIMEO:
		return uk_socket_timeout_tell(socket->file.read_timeout, value,
					      length);
	case UK_SO_SNDTIMEO:
		return uk_socket_timeout_tell(socket->file.write_timeout, value,
					      length);
	case UK_SO_BINDTODEVICE:
		return tell_device(socket, value, length);
	}
	number = get_number(socket, option);
	return number < 0 ? number :
			    socket_option_tell_int(value, length, number);
}

static int set(struct socket *socket, int level, int option, const void *value,
	       uint32_t length)
{
	switch (level) {
	case UK_SOL_SOCKET:
		return socket_set_base(socket, option, value, length);
	case UK_IPPROTO_TCP:
		return socket_set_tcp(socket, option, value, length);
#if LWIP_IPV4
	case UK_IPPROTO_IP:
		return socket_set_ip(socket, option, value, length);
#endif
#if LWIP_IPV6
	case UK_IPPROTO_IPV6:
		return socket_set_ip6(socket, option, value, length);
#endif
	default:
		return -ENOPROTOOPT;
	}
}

static int get(struct socket *socket, int level, int option, void *value,
	       uint32_t *length)
{
	switch (level) {
	case UK_SOL_SOCKET:
		return socket_get_base(socket, option, value, length);
	case UK_IPPROTO_TCP:
		return socket_get_tcp(socket, option, value, length);
#if LWIP_IPV4
	case UK_IPPROTO_IP:
		return socket_get_ip(socket, option, value, length);
#endif
#if LWIP_IPV6
	case UK_IPPROTO_IPV6:
		return socket_get_ip6(socket, option, value, length);
#endif
	default:
		return -ENOPROTOOPT;
	}
}

int inetsocket_set_option(struct uk_file *file, int level, int option,
			  const void *value, uint32_t length)
{
	struct socket *socket = socket_of(file);
	int error;

	if (!socket)
		return -ENOTSOCK;
	if (!value && length)
		return -EFAULT;
	uk_netstack_lock();
	error = set(socket, level, option, value, length);
	if (!error)
		socket->kind->apply(socket);
	uk_netstack_unlock();
	return error;
}

int inetsocket_get_option(struct uk_file *file, int level, int option,
			  void *value, uint32_t *length)
{
	struct socket *socket = socket_of(file);
	int error;

	if (!socket)
		return -ENOTSOCK;
	if (!length || (!value && *length))
		return -EFAULT;
	uk_netstack_lock();
	error = get(socket, level, option, value, length);
	uk_netstack_unlock();
	return error;
}
