/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * getnameinfo() (RFC 3493, 6.2). There are no reverse questions to a DNS
 * server: beside "localhost", hosts are named by their numbers.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>

#include "services.h"

static int put(const char *text, char *to, socklen_t size)
{
	size_t length = strlen(text) + 1;

	if (length > size)
		return EAI_OVERFLOW;
	memcpy(to, text, length);
	return 0;
}

static int is_loopback(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET)
		return ((const struct sockaddr_in *)address)
			       ->sin_addr.s_addr == htonl(INADDR_LOOPBACK);
	return IN6_IS_ADDR_LOOPBACK(
		&((const struct sockaddr_in6 *)address)->sin6_addr);
}

static void number(const struct sockaddr *address,
		   char text[INET6_ADDRSTRLEN + 1 + IF_NAMESIZE])
{
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)address;
	char *end;

	if (address->sa_family == AF_INET) {
		inet_ntop(AF_INET,
			  &((const struct sockaddr_in *)address)->sin_addr,
			  text, INET6_ADDRSTRLEN);
		return;
	}
	inet_ntop(AF_INET6, &v6->sin6_addr, text, INET6_ADDRSTRLEN);
	if (!v6->sin6_scope_id)
		return;
	end = text + strlen(text);
	*end++ = '%';
	if (!if_indextoname(v6->sin6_scope_id, end))
		snprintf(end, IF_NAMESIZE, "%u",
			 (unsigned int)v6->sin6_scope_id);
}

static int host(const struct sockaddr *address, char *to, socklen_t size,
		int flags)
{
	char text[INET6_ADDRSTRLEN + 1 + IF_NAMESIZE];

	if (!(flags & NI_NUMERICHOST) && is_loopback(address))
		return put("localhost", to, size);
	if (flags & NI_NAMEREQD)
		return EAI_NONAME;
	number(address, text);
	return put(text, to, size);
}

static int service(const struct sockaddr *address, char *to, socklen_t size,
		   int flags)
{
	/* at the same place in both families */
	uint16_t port = ntohs(((const struct sockaddr_in *)address)->sin_port);
	const struct service *known = NULL;
	char text[8];

	if (!(flags & NI_NUMERICSERV))
		known = service_by_port(port, flags & NI_DGRAM ? SERVICE_UDP :
								 SERVICE_TCP);
	if (known)
		return put(known->name, to, size);
	snprintf(text, sizeof(text), "%u", port);
	return put(text, to, size);
}

int getnameinfo(const struct sockaddr *restrict address, socklen_t length,
		char *restrict name, socklen_t name_size,
		char *restrict service_name, socklen_t service_size, int flags)
{
	int error = 0;

	if (length < sizeof(address->sa_family) ||
	    !((address->sa_family == AF_INET &&
	       length >= sizeof(struct sockaddr_in)) ||
	      (address->sa_family == AF_INET6 &&
	       length >= sizeof(struct sockaddr_in6))))
		return EAI_FAMILY;
	if (!(name && name_size) && !(service_name && service_size))
		return EAI_NONAME;
	if (name && name_size)
		error = host(address, name, name_size, flags);
	if (!error && service_name && service_size)
		error = service(address, service_name, service_size, flags);
	return error;
}
