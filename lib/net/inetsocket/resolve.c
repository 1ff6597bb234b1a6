/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names of hosts for C libraries, which do not see lwIP's types.
 */
#include "internal.h"

#include <uk/string.h>
#include <uk/time.h>

/* The resolver gives up earlier; an interface may first get its address. */
#define PATIENCE (30 * UK_TIME_SECOND)

enum { MOST = 4 };

const char *uk_socket_hostname(void)
{
	return uk_netstack_hostname();
}

static enum uk_netstack_family families(int domain)
{
	return domain == UK_AF_INET  ? UK_NETSTACK_IPV4 :
	       domain == UK_AF_INET6 ? UK_NETSTACK_IPV6 :
				       UK_NETSTACK_ANY;
}

#ifdef CONFIG_LIBNETSTACK_DNS
static int find(const char *name, enum uk_netstack_family family,
		ip_addr_t *addresses, unsigned int count)
{
	return uk_netstack_resolve(name, family, addresses, count,
				   uk_time_deadline(PATIENCE));
}
#else
/* Without a resolver this machine is the only one with a name. */
static int find(const char *name, enum uk_netstack_family family,
		ip_addr_t *addresses, unsigned int count)
{
	unsigned int found = 0;

	if (strcmp(name, "localhost") && strcmp(name, uk_netstack_hostname()))
		return -ENOENT;
#if LWIP_IPV4
	if (family & UK_NETSTACK_IPV4 && found < count) {
		ip_addr_set_loopback(false, &addresses[found]);
		found++;
	}
#endif
#if LWIP_IPV6
	if (family & UK_NETSTACK_IPV6 && found < count) {
		ip_addr_set_loopback(true, &addresses[found]);
		found++;
	}
#endif
	return found ? (int)found : -ENOENT;
}
#endif

int uk_socket_resolve(const char *name, int domain,
		      struct uk_sockaddr_in6 *addresses, unsigned int count)
{
	ip_addr_t found[MOST];
	int result = find(name, families(domain), found,
			  UK_MIN(count, (unsigned int)MOST));

	for (int i = 0; i < result; i++) {
		struct socket like = {
			.domain = IP_IS_V6(&found[i]) ? UK_AF_INET6 :
							UK_AF_INET,
		};
		uint32_t length = sizeof(addresses[i]);

		socket_address_write(&like, &found[i], 0, &addresses[i],
				     &length);
	}
	return result;
}
