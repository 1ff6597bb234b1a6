/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Addresses of interfaces: from the command line, DHCP or router
 * advertisements; and the line on the console that tells of each.
 */
#include "internal.h"

#include <lwip/dhcp.h>
#include <lwip/dns.h>
#include <lwip/mld6.h>

#include <uk/param.h>
#include <uk/print.h>

#define PARAMETERS 4

static const char *parameters[PARAMETERS];
static const char *hostname = "ukulele";

UK_PARAM(STRING, netstack, eth0, parameters[0],
	 "addresses of the first interface: dhcp (the default), auto, off, or "
	 "10.0.2.15/24,gw=10.0.2.2,dns=10.0.2.3 (also of IPv6)");
UK_PARAM(STRING, netstack, eth1, parameters[1], "of the second");
UK_PARAM(STRING, netstack, eth2, parameters[2], "of the third");
UK_PARAM(STRING, netstack, eth3, parameters[3], "of the fourth");
UK_PARAM(STRING, netstack, hostname, hostname,
	 "this host's name (ukulele)");

const char *uk_netstack_hostname(void)
{
	return hostname;
}

int netstack_settings_of(unsigned int number, struct netstack_settings *settings)
{
	const char *text = number < PARAMETERS ? parameters[number] : NULL;
	const char *wrong, *problem;
	int error = netstack_settings_parse(text ? text : "", settings, &wrong,
					    &problem);

	if (error)
		uk_pr_err("netstack.eth%u=%s: '%s' %s\n", number, text,
			  *wrong && *wrong != ',' ? wrong : text, problem);
	return error;
}

#if LWIP_IPV6
const ip6_addr_t *netstack_ip6_gateway(struct netif *netif,
				       const ip6_addr_t *destination __uk_unused)
{
	const struct nic *nic;

	if (netif->linkoutput != netstack_link_output)
		return NULL;
	nic = UK_CONTAINER_OF(netif, struct nic, netif);
	return ip6_addr_isany_val(nic->settings.gateway6) ?
		       NULL :
		       &nic->settings.gateway6;
}

/* lwIP writes capitals, against RFC 5952, section 4.3. */
static void to_small_letters(char *text)
{
	for (; *text; text++)
		if (*text >= 'A' && *text <= 'F')
			*text |= 'a' ^ 'A';
}

static void show6(struct nic *nic)
{
	for (int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++) {
		const ip6_addr_t *address = netif_ip6_addr(&nic->netif, i);
		bool is_preferred = ip6_addr_ispreferred(
			netif_ip6_addr_state(&nic->netif, i));
		char text[IP6ADDR_STRLEN_MAX];

		if (!is_preferred) {
			nic->shown6 &= (uint8_t)~(1u << i);
			continue;
		}
		if ((nic->shown6 & 1u << i) || ip6_addr_islinklocal(address))
			continue;
		nic->shown6 |= (uint8_t)(1u << i);
		ip6addr_ntoa_r(address, text, sizeof(text));
		to_small_letters(text);
		uk_printf("eth%u: %s/64 (%s)\n", nic->number, text,
			  ip6_addr_eq(address, &nic->settings.address6) ?
				  "static" :
				  "router");
	}
}

static void start6(struct nic *nic)
{
	s8_t index;

	netif_create_ip6_linklocal_address(&nic->netif, 1);
	netif_set_ip6_autoconfig_enabled(&nic->netif, 1);
	if (ip6_addr_isany_val(nic->settings.address6))
		return;
	if (netif_add_ip6_address(&nic->netif, &nic->settings.address6,
				  &index) == ERR_OK)
		netif_ip6_addr_set_state(&nic->netif, index, IP6_ADDR_TENTATIVE);
}
#endif

#if LWIP_IPV4
static unsigned int prefix_length(const ip4_addr_t *netmask)
{
	return (unsigned int)__builtin_popcount(netmask->addr);
}

static void show4(struct nic *nic)
{
	const ip4_addr_t *address = netif_ip4_addr(&nic->netif);
	const ip4_addr_t *gateway = netif_ip4_gw(&nic->netif);
	char text[IP4ADDR_STRLEN_MAX];

	if (ip4_addr_eq(address, &nic->shown4))
		return;
	nic->shown4 = *address;
	if (ip4_addr_isany(address)) {
		uk_printf("eth%u: the IPv4 address has expired\n", nic->number);
		return;
	}
	ip4addr_ntoa_r(address, text, sizeof(text));
	uk_printf("eth%u: %s/%u", nic->number, text,
		  prefix_length(netif_ip4_netmask(&nic->netif)));
	if (!ip4_addr_isany(gateway)) {
		ip4addr_ntoa_r(gateway, text, sizeof(text));
		uk_printf(" gateway %s", text);
	}
	uk_printf(" (%s)\n", nic->settings.use_dhcp ? "dhcp" : "static");
}

static void start4(struct nic *nic)
{
	const struct netstack_settings *settings = &nic->settings;

	if (!ip4_addr_isany_val(settings->address4))
		netif_set_addr(&nic->netif, &settings->address4,
			       &settings->netmask4, &settings->gateway4);
#if LWIP_DHCP
	if (settings->use_dhcp && dhcp_start(&nic->netif) != ERR_OK)
		uk_pr_err("eth%u: no memory for DHCP\n", nic->number);
#endif
}
#endif

/* Those of the command line, also in place of DHCP's. */
static void set_name_servers(const struct nic *nic)
{
#if LWIP_DNS
	for (uint8_t i = 0; i < nic->settings.dns_count; i++)
		dns_setserver(i, &nic->settings.dns[i]);
#endif
	(void)nic;
}

/* lwIP: an address, or its state, has changed. */
static void status_changed(struct netif *netif)
{
	struct nic *nic = netstack_nic(netif);

#if LWIP_IPV4
	show4(nic);
#endif
#if LWIP_IPV6
	show6(nic);
#endif
	set_name_servers(nic);
	netstack_changed();
}

void netstack_address_start(struct nic *nic)
{
	netif_set_status_callback(&nic->netif, status_changed);
	set_name_servers(nic);
#if LWIP_IPV6
	start6(nic);
#endif
#if LWIP_IPV4
	start4(nic);
#endif
}

bool netstack_has_address(const struct netif *netif,
			  enum uk_netstack_family family)
{
#if LWIP_IPV4
	if ((family & UK_NETSTACK_IPV4) &&
	    !ip4_addr_isany(netif_ip4_addr(netif)))
		return true;
#endif
#if LWIP_IPV6
	for (int i = 0;
	     i < LWIP_IPV6_NUM_ADDRESSES && (family & UK_NETSTACK_IPV6); i++)
		if (ip6_addr_isvalid(netif_ip6_addr_state(netif, i)) &&
		    !ip6_addr_islinklocal(netif_ip6_addr(netif, i)))
			return true;
#endif
	(void)netif;
	(void)family;
	return false;
}

bool netstack_address_pending(const struct nic *nic,
			      enum uk_netstack_family family)
{
	if (!netif_is_link_up(&nic->netif))
		return false;
#if LWIP_IPV4
	if ((family & UK_NETSTACK_IPV4) && nic->settings.use_dhcp)
		return true;
#endif
#if LWIP_IPV6
	/* one that is being checked, or a router may still answer */
	if (family & UK_NETSTACK_IPV6) {
		if (nic->netif.rs_count)
			return true;
		for (int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++)
			if (ip6_addr_istentative(
				    netif_ip6_addr_state(&nic->netif, i)))
				return true;
	}
#endif
	(void)family;
	return false;
}
