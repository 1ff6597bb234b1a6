/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Services by name and by port, both of one protocol or of any (NULL). What the _r calls are
 * given as room is not needed: all that a result points to stays.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netdb.h>
#include <string.h>

#include "services.h"

static unsigned int protocols(const char *name)
{
	if (!name)
		return SERVICE_TCP | SERVICE_UDP;
	return !strcmp(name, "tcp") ? SERVICE_TCP :
	       !strcmp(name, "udp") ? SERVICE_UDP :
				      0;
}

static int give(const struct service *service, unsigned int wanted,
		struct servent *entry, struct servent **result)
{
	static char *no_aliases[] = { NULL };
	static char tcp[] = "tcp", udp[] = "udp";

	*result = NULL;
	if (!service)
		return ENOENT;
	*entry = (struct servent){
		.s_name = (char *)service->name, /* POSIX has no const here */
		.s_aliases = no_aliases,
		.s_port = htons(service->port),
		.s_proto = service->protocols & wanted & SERVICE_TCP ? tcp :
								       udp,
	};
	*result = entry;
	return 0;
}

int getservbyname_r(const char *name, const char *protocol,
		    struct servent *entry, char *buffer, size_t size,
		    struct servent **result)
{
	unsigned int wanted = protocols(protocol);

	(void)buffer;
	(void)size;
	return give(service_by_name(name, wanted), wanted, entry, result);
}

int getservbyport_r(int port, const char *protocol, struct servent *entry,
		    char *buffer, size_t size, struct servent **result)
{
	unsigned int wanted = protocols(protocol);

	(void)buffer;
	(void)size;
	return give(service_by_port(ntohs((uint16_t)port), wanted), wanted,
		    entry, result);
}

/* The result is overwritten by the next call. */
static struct servent own;

struct servent *getservbyname(const char *name, const char *protocol)
{
	struct servent *result;

	getservbyname_r(name, protocol, &own, NULL, 0, &result);
	return result;
}

struct servent *getservbyport(int port, const char *protocol)
{
	struct servent *result;

	getservbyport_r(port, protocol, &own, NULL, 0, &result);
	return result;
}
