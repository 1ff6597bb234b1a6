/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The calls that getaddrinfo() replaced, for programs that still have them.
 * Their result is overwritten by the next call.
 */
#include <netdb.h>
#include <stdio.h>
#include <string.h>

#include "lookup.h"

static _Thread_local int own_h_errno;

int *__h_errno_location(void)
{
	return &own_h_errno;
}

const char *hstrerror(int error)
{
	switch (error) {
	case 0:
		return "Resolver Error 0 (no error)";
	case HOST_NOT_FOUND:
		return "Unknown host";
	case TRY_AGAIN:
		return "Host name lookup failure";
	case NO_RECOVERY:
		return "Unknown server error";
	case NO_DATA:
		return "No address associated with name";
	default:
		return "Unknown resolver error";
	}
}

static int explain(int error)
{
	switch (error) {
	case EAI_NONAME:
		return HOST_NOT_FOUND;
	case EAI_AGAIN:
		return TRY_AGAIN;
	default:
		return NO_RECOVERY;
	}
}

struct hostent *gethostbyname2(const char *name, int family)
{
	static union lookup_address addresses[LOOKUP_MOST];
	static char *list[LOOKUP_MOST + 1], *no_aliases[] = { NULL };
	static char own_name[NI_MAXHOST];
	static struct hostent result = { .h_name = own_name,
					 .h_aliases = no_aliases,
					 .h_addr_list = list };
	int v6 = family == AF_INET6;
	int count;

	if (family != AF_INET && !v6) {
		h_errno = NO_RECOVERY;
		return NULL;
	}
	count = lookup_host(name, family, addresses);
	if (count < 0) {
		h_errno = explain(count);
		return NULL;
	}
	for (int i = 0; i < count; i++)
		list[i] = v6 ? (char *)&addresses[i].v6.sin6_addr :
			       (char *)&addresses[i].v4.sin_addr;
	list[count] = NULL;
	snprintf(own_name, sizeof(own_name), "%s", name);
	result.h_addrtype = family;
	result.h_length = v6 ? sizeof(struct in6_addr) :
			       sizeof(struct in_addr);
	return &result;
}

struct hostent *gethostbyname(const char *name)
{
	return gethostbyname2(name, AF_INET);
}
