/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * gethostbyaddr(), which getnameinfo() replaced. Its result is overwritten by the next call;
 * that of gethostbyaddr_r() is in the caller's room.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netdb.h>
#include <string.h>

#include "hostent.h"

int gethostbyaddr_r(const void *bytes, socklen_t length, int family,
		    struct hostent *host, char *buffer, size_t size,
		    struct hostent **result, int *h_error)
{
	union lookup_address address = { .any.sa_family = (sa_family_t)family };
	int is_v4 = family == AF_INET && length == sizeof(struct in_addr);
	char name[NI_MAXHOST];
	int error;

	*result = NULL;
	*h_error = NO_RECOVERY;
	if (!is_v4 && !(family == AF_INET6 && length == sizeof(struct in6_addr)))
		return EINVAL;
	memcpy(is_v4 ? (void *)&address.v4.sin_addr :
		       (void *)&address.v6.sin6_addr,
	       bytes, length);
	error = getnameinfo(&address.any,
			    is_v4 ? sizeof(address.v4) : sizeof(address.v6),
			    name, sizeof(name), NULL, 0, NI_NAMEREQD);
	if (error) {
		*h_error = HOST_NOT_FOUND;
		return ENOENT;
	}
	error = hostent_make(host, buffer, size, name, family, &address, 1);
	if (!error)
		*result = host;
	return error;
}

struct hostent *gethostbyaddr(const void *bytes, socklen_t length, int family)
{
	static char buffer[HOSTENT_SIZE];
	static struct hostent host;
	struct hostent *result;

	gethostbyaddr_r(bytes, length, family, &host, buffer, sizeof(buffer),
			&result, &h_errno);
	return result;
}
