/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * gethostbyaddr(), which getnameinfo() replaced. Its result is overwritten by the next call.
 */
#include <netdb.h>
#include <string.h>

struct hostent *gethostbyaddr(const void *address, socklen_t length, int family)
{
	static struct in6_addr own_address;
	static char *list[] = { (char *)&own_address, NULL }, *no_aliases[] = { NULL };
	static char own_name[NI_MAXHOST];
	static struct hostent result = { .h_name = own_name,
					 .h_aliases = no_aliases,
					 .h_addr_list = list };
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	int is_v4 = family == AF_INET && length == sizeof(v4.sin_addr);

	if (!is_v4 && !(family == AF_INET6 && length == sizeof(v6.sin6_addr))) {
		h_errno = NO_RECOVERY;
		return NULL;
	}
	memcpy(is_v4 ? (void *)&v4.sin_addr : (void *)&v6.sin6_addr, address, length);
	if (getnameinfo(is_v4 ? (struct sockaddr *)&v4 : (struct sockaddr *)&v6,
			is_v4 ? sizeof(v4) : sizeof(v6), own_name, sizeof(own_name), NULL, 0,
			NI_NAMEREQD)) {
		h_errno = HOST_NOT_FOUND;
		return NULL;
	}
	memcpy(&own_address, address, length);
	result.h_addrtype = family;
	result.h_length = (int)length;
	return &result;
}
