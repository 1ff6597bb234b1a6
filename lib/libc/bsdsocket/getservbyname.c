/* SPDX-License-Identifier: BSD-3-Clause */
#include <netdb.h>
#include <string.h>

#include "services.h"

/* NULL: any */
static unsigned int protocols(const char *name)
{
	if (!name)
		return SERVICE_TCP | SERVICE_UDP;
	return !strcmp(name, "tcp") ? SERVICE_TCP :
	       !strcmp(name, "udp") ? SERVICE_UDP :
				      0;
}

static struct servent *entry(const struct service *service,
			     unsigned int wanted)
{
	static char *no_aliases[] = { NULL };
	static char name[sizeof(service->name)];
	static char tcp[] = "tcp", udp[] = "udp";
	static struct servent result = { .s_name = name,
					 .s_aliases = no_aliases };

	if (!service)
		return NULL;
	memcpy(name, service->name, sizeof(name));
	result.s_port = htons(service->port);
	result.s_proto = service->protocols & wanted & SERVICE_TCP ? tcp : udp;
	return &result;
}

struct servent *getservbyname(const char *name, const char *protocol)
{
	unsigned int wanted = protocols(protocol);

	return entry(service_by_name(name, wanted), wanted);
}

struct servent *getservbyport(int port, const char *protocol)
{
	unsigned int wanted = protocols(protocol);

	return entry(service_by_port(ntohs((uint16_t)port), wanted), wanted);
}
