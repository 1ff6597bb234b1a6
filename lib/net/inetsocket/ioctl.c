/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ioctl() on sockets: how much there is to read, and the requests about
 * interfaces (netdevice(7)) that only ask.
 */
#include "internal.h"

#include <uk/string.h>

static int tell_readable(struct socket *socket, int *result)
{
	if (socket->state == SOCKET_LISTENING)
		return -EINVAL;
	uk_netstack_lock();
	*result = (int)socket->kind->readable(socket);
	uk_netstack_unlock();
	return 0;
}

static int tell_unacknowledged(struct socket *socket, int *result)
{
	if (!socket_is_stream(socket)) {
		*result = 0;
		return 0;
	}
	if (socket->state == SOCKET_LISTENING)
		return -EINVAL;
	uk_netstack_lock();
	*result = socket->pcb.any ?
			  (int)(TCP_SND_BUF - socket->pcb.tcp->snd_buf) :
			  0;
	uk_netstack_unlock();
	return 0;
}

static void put_address(struct uk_ifreq *request, uint32_t address)
{
	struct uk_sockaddr_in in = { .family = UK_AF_INET, .address = address };

	memcpy(&request->value, &in, sizeof(in));
}

static int tell_config(struct uk_ifconf *config)
{
	int room = config->requests ? config->length : INT32_MAX;
	int length = 0;

	for (unsigned int i = 1; i <= UK_INTERFACE_LAST; i++) {
		struct uk_ifreq request = { 0 };
		struct uk_interface interface;

		if (uk_interface_get(i, &interface) || !interface.has_ipv4)
			continue;
		if (room - length < (int)sizeof(request))
			break;
		memcpy(request.name, interface.name, sizeof(request.name));
		put_address(&request, interface.address);
		if (config->requests)
			memcpy((char *)config->requests + length, &request,
			       sizeof(request));
		length += (int)sizeof(request);
	}
	config->length = length;
	return 0;
}

static int tell_interface(unsigned long what, const struct uk_interface *of,
			  struct uk_ifreq *request)
{
	if ((what == UK_SIOCGIFADDR || what == UK_SIOCGIFNETMASK ||
	     what == UK_SIOCGIFBRDADDR) &&
	    !of->has_ipv4)
		return -EADDRNOTAVAIL;
	memset(&request->value, 0, sizeof(request->value));
	switch (what) {
	case UK_SIOCGIFADDR:
		put_address(request, of->address);
		return 0;
	case UK_SIOCGIFNETMASK:
		put_address(request, of->netmask);
		return 0;
	case UK_SIOCGIFBRDADDR:
		put_address(request, of->broadcast);
		return 0;
	case UK_SIOCGIFFLAGS:
		request->value.flags = (int16_t)of->flags;
		return 0;
	case UK_SIOCGIFMTU:
		request->value.number = (int)of->mtu;
		return 0;
	case UK_SIOCGIFINDEX:
		request->value.number = (int)of->index;
		return 0;
	case UK_SIOCGIFHWADDR:
		/* ARPHRD_LOOPBACK or ARPHRD_ETHER (linux/if_arp.h) */
		request->value.address.family =
			of->flags & UK_IFF_LOOPBACK ? 772 : 1;
		memcpy(request->value.address.data, of->mac, sizeof(of->mac));
		return 0;
	default:
		return -ENOTTY;
	}
}

static int ask_interface(unsigned long what, struct uk_ifreq *request)
{
	struct uk_interface interface;
	int index;

	if (what == UK_SIOCGIFNAME) {
		index = request->value.number;
		if (index <= 0 ||
		    uk_interface_get((unsigned int)index, &interface))
			return -ENODEV;
		memcpy(request->name, interface.name, sizeof(request->name));
		return 0;
	}
	request->name[UK_IFNAMSIZ - 1] = '\0';
	index = uk_interface_index(request->name);
	if (index < 0)
		return index;
	if (uk_interface_get((unsigned int)index, &interface))
		return -ENODEV;
	return tell_interface(what, &interface, request);
}

int socket_ioctl(struct uk_file *file, unsigned long request, void *argument)
{
	struct socket *socket = socket_of(file);

	if (!argument)
		return -EFAULT;
	switch (request) {
	case UK_FIONREAD:
		return tell_readable(socket, argument);
	case UK_SIOCOUTQ:
		return tell_unacknowledged(socket, argument);
	case UK_SIOCATMARK: /* there is no urgent data */
		*(int *)argument = 0;
		return 0;
	case UK_SIOCGIFCONF:
		return tell_config(argument);
	case UK_SIOCGIFNAME:
	case UK_SIOCGIFFLAGS:
	case UK_SIOCGIFADDR:
	case UK_SIOCGIFBRDADDR:
	case UK_SIOCGIFNETMASK:
	case UK_SIOCGIFMTU:
	case UK_SIOCGIFHWADDR:
	case UK_SIOCGIFINDEX:
		return ask_interface(request, argument);
	default:
		return -ENOTTY;
	}
}
