/* SPDX-License-Identifier: BSD-3-Clause */
#include <netdb.h>
#include <string.h>

struct protoent *getprotobyname(const char *name)
{
	static char *no_aliases[] = { NULL };
	static char ip[] = "ip", icmp[] = "icmp", tcp[] = "tcp", udp[] = "udp",
		    ipv6[] = "ipv6", icmp6[] = "ipv6-icmp";
	static struct protoent protocols[] = {
		{ ip, no_aliases, IPPROTO_IP },
		{ icmp, no_aliases, IPPROTO_ICMP },
		{ tcp, no_aliases, IPPROTO_TCP },
		{ udp, no_aliases, IPPROTO_UDP },
		{ ipv6, no_aliases, IPPROTO_IPV6 },
		{ icmp6, no_aliases, IPPROTO_ICMPV6 },
	};

	for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++)
		if (!strcmp(protocols[i].p_name, name))
			return &protocols[i];
	return NULL;
}
