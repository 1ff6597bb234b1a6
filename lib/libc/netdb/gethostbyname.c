/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The calls that getaddrinfo() replaced, for programs that still have them. The result of
 * those without room of the caller's is overwritten by the next call.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netdb.h>
#include <stddef.h>

#include "hostent.h"

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

/* Both words for an EAI_ error: that of h_errno, and errno's */
static int explain(int error, int *h_error)
{
	switch (error) {
	case EAI_NONAME:
		*h_error = HOST_NOT_FOUND;
		return ENOENT;
	case EAI_AGAIN:
		*h_error = TRY_AGAIN;
		return EAGAIN;
	case EAI_MEMORY:
		*h_error = NO_RECOVERY;
		return ENOMEM;
	default:
		*h_error = NO_RECOVERY;
		return EBADMSG;
	}
}

int gethostbyname2_r(const char *name, int family, struct hostent *host,
		     char *buffer, size_t size, struct hostent **result,
		     int *h_error)
{
	union lookup_address addresses[LOOKUP_MOST];
	int count = EAI_FAMILY;
	int error;

	*result = NULL;
	if (family == AF_INET || family == AF_INET6)
		count = lookup_host(name, family, addresses);
	if (count < 0)
		return explain(count, h_error);
	error = hostent_make(host, buffer, size, name, family, addresses,
			     count);
	if (error)
		*h_error = NO_RECOVERY;
	else
		*result = host;
	return error;
}

int gethostbyname_r(const char *name, struct hostent *host, char *buffer,
		    size_t size, struct hostent **result, int *h_error)
{
	return gethostbyname2_r(name, AF_INET, host, buffer, size, result,
				h_error);
}

struct hostent *gethostbyname2(const char *name, int family)
{
	static char buffer[HOSTENT_SIZE];
	static struct hostent host;
	struct hostent *result;

	gethostbyname2_r(name, family, &host, buffer, sizeof(buffer), &result,
			 &h_errno);
	return result;
}

struct hostent *gethostbyname(const char *name)
{
	return gethostbyname2(name, AF_INET);
}
