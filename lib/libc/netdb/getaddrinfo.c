/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * getaddrinfo() (RFC 3493, 6.1): each address of the host with each kind of
 * socket that the hints leave.
 */
#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#include "lookup.h"
#include "services.h"

#define KNOWN_FLAGS                                                       \
	(AI_PASSIVE | AI_CANONNAME | AI_NUMERICHOST | AI_V4MAPPED | AI_ALL | \
	 AI_ADDRCONFIG | AI_NUMERICSERV)

static const struct addrinfo no_hints = { .ai_flags = AI_V4MAPPED |
						       AI_ADDRCONFIG };

/* What a socket of a kind can be, and the services it may have */
static const struct kind {
	int type;
	int protocol;
	unsigned int services;
} kinds[] = {
	{ SOCK_STREAM, IPPROTO_TCP, SERVICE_TCP },
	{ SOCK_DGRAM, IPPROTO_UDP, SERVICE_UDP },
	{ SOCK_RAW, 0, 0 },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* One result and its address in one block */
struct entry {
	struct addrinfo info;
	union lookup_address address;
};

static int wanted(const struct kind *kind, const struct addrinfo *hints)
{
	if (hints->ai_socktype && hints->ai_socktype != kind->type)
		return 0;
	return !hints->ai_protocol || !kind->protocol ||
	       hints->ai_protocol == kind->protocol;
}

/* The service's port for this kind, or an EAI_ error */
static int port_of(const char *service, const struct kind *kind, int flags)
{
	const struct service *known;
	unsigned long number;
	char *end;

	if (!service)
		return 0;
	if (*service >= '0' && *service <= '9') {
		number = strtoul(service, &end, 10);
		if (!*end)
			return number > 65535 ? EAI_SERVICE : (int)number;
	}
	if (flags & AI_NUMERICSERV)
		return EAI_NONAME;
	known = service_by_name(service, kind->services);
	return known ? known->port : EAI_SERVICE;
}

/* "Any", or this machine, where no host is named */
static int own_addresses(int family, int flags, union lookup_address *addresses)
{
	int count = 0;

	memset(addresses, 0, 2 * sizeof(*addresses));
	if (family != AF_INET6) {
		addresses[count].v4.sin_family = AF_INET;
		addresses[count++].v4.sin_addr.s_addr = htonl(
			flags & AI_PASSIVE ? INADDR_ANY : INADDR_LOOPBACK);
	}
	if (family != AF_INET) {
		addresses[count].v6.sin6_family = AF_INET6;
		addresses[count++].v6.sin6_addr = flags & AI_PASSIVE ?
							  in6addr_any :
							  in6addr_loopback;
	}
	return count;
}

static void map(union lookup_address *address)
{
	union lookup_address mapped = { .v6 = { .sin6_family = AF_INET6 } };

	mapped.v6.sin6_addr.s6_addr32[2] = htonl(0xffff);
	mapped.v6.sin6_addr.s6_addr32[3] = address->v4.sin_addr.s_addr;
	*address = mapped;
}

static int addresses_of(const char *name, const struct addrinfo *hints,
			union lookup_address *addresses)
{
	int count;

	if (!name)
		return own_addresses(hints->ai_family, hints->ai_flags,
				     addresses);
	if (hints->ai_flags & AI_NUMERICHOST) {
		count = lookup_numeric(name, hints->ai_family, addresses);
		if (!count)
			return EAI_NONAME;
	} else {
		count = lookup_host(name, hints->ai_family, addresses);
	}
	if (count > 0 || hints->ai_family != AF_INET6 ||
	    !(hints->ai_flags & AI_V4MAPPED))
		return count == EAI_FAMILY ? EAI_NONAME : count;
	if (hints->ai_flags & AI_NUMERICHOST)
		count = lookup_numeric(name, AF_INET, addresses);
	else
		count = lookup_host(name, AF_INET, addresses);
	for (int i = 0; i < count; i++)
		map(&addresses[i]);
	return count ? count : EAI_NONAME;
}

static struct addrinfo *make(const union lookup_address *address,
			     const struct kind *kind,
			     const struct addrinfo *hints, int port)
{
	struct entry *entry = calloc(1, sizeof(*entry));

	if (!entry)
		return NULL;
	entry->address = *address;
	entry->address.v4.sin_port = htons((uint16_t)port); /* IPv6's too */
	entry->info = (struct addrinfo){
		.ai_flags = hints->ai_flags,
		.ai_family = address->any.sa_family,
		.ai_socktype = kind->type,
		.ai_protocol = kind->protocol ? kind->protocol :
						hints->ai_protocol,
		.ai_addrlen = address->any.sa_family == AF_INET ?
				      sizeof(struct sockaddr_in) :
				      sizeof(struct sockaddr_in6),
		.ai_addr = &entry->address.any,
	};
	return &entry->info;
}

void freeaddrinfo(struct addrinfo *list)
{
	while (list) {
		struct addrinfo *next = list->ai_next;

		free(list->ai_canonname);
		free(list);
		list = next;
	}
}

static int check(const char *name, const char *service,
		 const struct addrinfo *hints)
{
	if (!name && !service)
		return EAI_NONAME;
	if (hints->ai_flags & ~KNOWN_FLAGS ||
	    (hints->ai_flags & AI_CANONNAME && !name))
		return EAI_BADFLAGS;
	if (hints->ai_family != AF_UNSPEC && hints->ai_family != AF_INET &&
	    hints->ai_family != AF_INET6)
		return EAI_FAMILY;
	for (size_t i = 0; i < KINDS; i++)
		if (wanted(&kinds[i], hints))
			return 0;
	return EAI_SOCKTYPE;
}

/* Adds the kinds of one address at `*end`. 0, or an EAI_ error. */
static int add(struct addrinfo ***end, const union lookup_address *address,
	       const char *service, const struct addrinfo *hints)
{
	int last = 0;
	int added = 0;

	for (size_t i = 0; i < KINDS; i++) {
		int port;

		if (!wanted(&kinds[i], hints))
			continue;
		port = port_of(service, &kinds[i], hints->ai_flags);
		if (port < 0) {
			last = port;
			continue;
		}
		**end = make(address, &kinds[i], hints, port);
		if (!**end)
			return EAI_MEMORY;
		*end = &(**end)->ai_next;
		added = 1;
	}
	return added ? 0 : last;
}

int getaddrinfo(const char *restrict name, const char *restrict service,
		const struct addrinfo *restrict hints,
		struct addrinfo **restrict result)
{
	union lookup_address addresses[LOOKUP_MOST];
	struct addrinfo *list = NULL, **end = &list;
	int count, error;

	if (!hints)
		hints = &no_hints;
	error = check(name, service, hints);
	if (error)
		return error;
	count = addresses_of(name, hints, addresses);
	if (count < 0)
		return count;
	for (int i = 0; i < count && !error; i++)
		error = add(&end, &addresses[i], service, hints);
	if (!error && hints->ai_flags & AI_CANONNAME) {
		list->ai_canonname = strdup(name);
		if (!list->ai_canonname)
			error = EAI_MEMORY;
	}
	if (error) {
		freeaddrinfo(list);
		return error;
	}
	*result = list;
	return 0;
}
