/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the command line says of an interface.
 */
#ifndef NETSTACK_SETTINGS_H
#define NETSTACK_SETTINGS_H

#include <lwip/ip_addr.h>

struct netstack_settings {
	bool is_off;
	bool use_dhcp;
	u16_t mtu; /* 0: the device's */
	uint8_t dns_count;
	ip_addr_t dns[DNS_MAX_SERVERS];
#if LWIP_IPV4
	ip4_addr_t address4; /* any: none */
	ip4_addr_t netmask4;
	ip4_addr_t gateway4;
#endif
#if LWIP_IPV6
	ip6_addr_t address6;
	ip6_addr_t gateway6;
#endif
};

/*
 * Reads `text`: words between commas, see README.md. 0, or -EINVAL with what is
 * wrong, and where, in `wrong` (a word or the place of one, within `text`) and
 * the returned `problem`, a sentence.
 */
int netstack_settings_parse(const char *text, struct netstack_settings *settings,
			    const char **wrong, const char **problem);

/* address_text.c: the whole text is an address. */
#if LWIP_IPV4
bool netstack_parse_ip4(const char *text, ip4_addr_t *address);
#endif
#if LWIP_IPV6
bool netstack_parse_ip6(const char *text, ip6_addr_t *address);
#endif
bool netstack_parse_ip(const char *text, ip_addr_t *address);

/* Those of device `number`; says on the console what is wrong. */
int netstack_settings_of(unsigned int number,
			 struct netstack_settings *settings);

#endif /* NETSTACK_SETTINGS_H */
