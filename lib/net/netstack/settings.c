/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An interface's settings as text: words between commas. Everything is
 * checked for sense here, so that a typing error ends in a message and not in
 * an interface that is silent.
 */
#include "settings.h"

#include <uk/errno.h>
#include <uk/string.h>

#define WORD_MOST 64
#define MTU_LEAST4 68u	/* RFC 791, section 3.2 */
#define MTU_LEAST6 1280u /* RFC 8200, section 5 */

struct parser {
	struct netstack_settings *settings;
	const char *problem;
	bool has_addresses;
	bool has_auto;
};

static bool fail(struct parser *parser, const char *problem)
{
	parser->problem = problem;
	return false;
}

/* A decimal number of up to five digits that ends where the text does. */
static bool parse_number(const char *text, unsigned int most,
			 unsigned int *value)
{
	size_t digits = 0;

	*value = 0;
	for (; text[digits] >= '0' && text[digits] <= '9'; digits++) {
		if (digits == 5)
			return false;
		*value = *value * 10 + (unsigned int)(text[digits] - '0');
	}
	return digits && !text[digits] && *value <= most;
}

#if LWIP_IPV4
static bool is_unicast4(const ip4_addr_t *address)
{
	return !ip4_addr_isany(address) && !ip4_addr_ismulticast(address) &&
	       !ip4_addr_isloopback(address) &&
	       address->addr != IPADDR_BROADCAST;
}

static bool take_address4(struct parser *parser, const ip4_addr_t *address,
			  unsigned int prefix)
{
	struct netstack_settings *settings = parser->settings;
	u32_t host = prefix >= 31 ? 0 : 0xffffffffu >> prefix;

	if (!is_unicast4(address))
		return fail(parser, "is no address for an interface");
	if (!ip4_addr_isany_val(settings->address4))
		return fail(parser, "is a second IPv4 address: one is possible");
	if (prefix < 1 || prefix > 32)
		return fail(parser, "has a prefix length that is not 1 to 32");
	if (host && ((lwip_ntohl(address->addr) & host) == 0 ||
		     (lwip_ntohl(address->addr) & host) == host))
		return fail(parser,
			    "is the network's own or its broadcast address");
	settings->address4 = *address;
	settings->netmask4.addr = lwip_htonl(0xffffffffu << (32 - prefix));
	parser->has_addresses = true;
	return true;
}
#endif

#if LWIP_IPV6
static bool take_address6(struct parser *parser, const ip6_addr_t *address,
			  unsigned int prefix)
{
	struct netstack_settings *settings = parser->settings;

	if (ip6_addr_isany(address) || ip6_addr_ismulticast(address) ||
	    ip6_addr_isloopback(address) || ip6_addr_islinklocal(address))
		return fail(parser, "is no address for an interface");
	if (!ip6_addr_isany(&settings->address6))
		return fail(parser, "is a second IPv6 address: one is possible");
	if (prefix != 64)
		return fail(parser, "must have the prefix length 64");
	settings->address6 = *address;
	parser->has_addresses = true;
	return true;
}
#endif

/* ADDRESS/PREFIX */
static bool parse_address(struct parser *parser, char *word)
{
	char *slash = strchr(word, '/');
	unsigned int prefix = 0;

	if (slash) {
		*slash = '\0';
		if (!parse_number(slash + 1, 128, &prefix))
			return fail(parser, "has no number behind the slash");
	}
#if LWIP_IPV4
	{
		ip4_addr_t address;

		if (netstack_parse_ip4(word, &address))
			return slash ? take_address4(parser, &address, prefix) :
				       fail(parser, "lacks the prefix length, "
						    "as in 10.0.2.15/24");
	}
#endif
#if LWIP_IPV6
	{
		ip6_addr_t address;

		if (netstack_parse_ip6(word, &address))
			return slash ? take_address6(parser, &address, prefix) :
				       fail(parser, "lacks the prefix length, "
						    "as in fd00::2/64");
	}
#endif
	return fail(parser, "is neither an address nor a known word");
}

/* Of another host. */
static bool parse_other(const char *word, ip_addr_t *address)
{
	if (!netstack_parse_ip(word, address))
		return false;
#if LWIP_IPV4
	if (IP_IS_V4_VAL(*address))
		return is_unicast4(ip_2_ip4(address));
#endif
	return !ip_addr_isany(address) && !ip_addr_ismulticast(address);
}

static bool parse_gateway(struct parser *parser, const char *word)
{
	struct netstack_settings *settings = parser->settings;
	ip_addr_t address;

	if (!parse_other(word, &address))
		return fail(parser, "names no gateway's address");
#if LWIP_IPV4
	if (IP_IS_V4_VAL(address)) {
		if (!ip4_addr_isany_val(settings->gateway4))
			return fail(parser, "is a second IPv4 gateway");
		settings->gateway4 = *ip_2_ip4(&address);
	}
#endif
#if LWIP_IPV6
	if (IP_IS_V6_VAL(address)) {
		if (!ip6_addr_isany_val(settings->gateway6))
			return fail(parser, "is a second IPv6 gateway");
		settings->gateway6 = *ip_2_ip6(&address);
	}
#endif
	return true;
}

static bool parse_dns(struct parser *parser, const char *word)
{
	struct netstack_settings *settings = parser->settings;

	if (settings->dns_count == DNS_MAX_SERVERS)
		return fail(parser, "is one name server too many: two are possible");
	if (!parse_other(word, &settings->dns[settings->dns_count]))
		return fail(parser, "names no name server's address");
	settings->dns_count++;
	return true;
}

static bool parse_mtu(struct parser *parser, const char *word)
{
	unsigned int least = LWIP_IPV6 ? MTU_LEAST6 : MTU_LEAST4;
	unsigned int mtu;

	if (!parse_number(word, 0xffff, &mtu) || mtu < least)
		return fail(parser, LWIP_IPV6 ?
					    "must be an MTU of at least 1280" :
					    "must be an MTU of at least 68");
	parser->settings->mtu = (u16_t)mtu;
	return true;
}

static bool parse_word(struct parser *parser, char *word)
{
	struct netstack_settings *settings = parser->settings;

	if (!*word)
		return fail(parser, "has nothing between two commas");
	if (!strcmp(word, "off")) {
		settings->is_off = true;
		return true;
	}
	if (!strcmp(word, "auto")) {
		parser->has_auto = true;
		return true;
	}
	if (!strcmp(word, "dhcp")) {
		if (!LWIP_DHCP)
			return fail(parser, "needs an image with LIBNETSTACK_DHCP");
		settings->use_dhcp = true;
		return true;
	}
	if (!strncmp(word, "gw=", 3))
		return parse_gateway(parser, word + 3);
	if (!strncmp(word, "dns=", 4))
		return parse_dns(parser, word + 4);
	if (!strncmp(word, "mtu=", 4))
		return parse_mtu(parser, word + 4);
	return parse_address(parser, word);
}

/* What only the whole shows. */
static bool check(struct parser *parser)
{
	struct netstack_settings *settings = parser->settings;

	if (settings->is_off &&
	    (parser->has_addresses || parser->has_auto || settings->use_dhcp))
		return fail(parser, "is off and has addresses");
#if LWIP_IPV4
	if (settings->use_dhcp && !ip4_addr_isany_val(settings->address4))
		return fail(parser, "has an IPv4 address and asks DHCP for one");
	if (!ip4_addr_isany_val(settings->gateway4)) {
		if (ip4_addr_isany_val(settings->address4))
			return fail(parser, "has an IPv4 gateway, but no IPv4 address");
		if (!ip4_addr_net_eq(&settings->gateway4, &settings->address4,
				     &settings->netmask4))
			return fail(parser, "has a gateway outside of its own network");
	}
#endif
	/* nothing said: the usual */
	if (!settings->is_off && !parser->has_addresses && !parser->has_auto)
		settings->use_dhcp = LWIP_DHCP;
	return true;
}

int netstack_settings_parse(const char *text, struct netstack_settings *settings,
			    const char **wrong, const char **problem)
{
	struct parser parser = { .settings = settings };
	const char *end = text;

	memset(settings, 0, sizeof(*settings));
	for (; *text; text = *end ? end + 1 : end) {
		char word[WORD_MOST];
		size_t length;

		for (end = text; *end && *end != ',';)
			end++;
		length = (size_t)(end - text);
		*wrong = text;
		*problem = "is too long for an address";
		if (length >= sizeof(word))
			return -EINVAL;
		memcpy(word, text, length);
		word[length] = '\0';
		if (!parse_word(&parser, word)) {
			*problem = parser.problem;
			return -EINVAL;
		}
		if (*end && !end[1]) {
			*wrong = end;
			*problem = "ends with a comma";
			return -EINVAL;
		}
	}
	if (!check(&parser)) {
		*wrong = end;
		*problem = parser.problem;
		return -EINVAL;
	}
	return 0;
}
