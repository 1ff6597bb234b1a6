/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Addresses from text, strictly: RFC 4291, section 2.2 for IPv6, four decimal
 * numbers for IPv4. lwIP's own functions also take what is half an address.
 */
#include "settings.h"

#include <uk/string.h>

#define BLOCKS 8 /* of 16 bits, in an IPv6 address */

#if LWIP_IPV4 || LWIP_IPV6
/* Reads the dotted quad that ends the text. */
static bool parse_quad(const char *text, uint32_t *value)
{
	*value = 0;
	for (int part = 0; part < 4; part++) {
		unsigned int number = 0;
		int digits = 0;

		for (; *text >= '0' && *text <= '9' && digits < 3; digits++)
			number = number * 10 + (unsigned int)(*text++ - '0');
		if (!digits || number > 255 ||
		    *text++ != (part < 3 ? '.' : '\0'))
			return false;
		*value = *value << 8 | number;
	}
	return true;
}
#endif

#if LWIP_IPV4
bool netstack_parse_ip4(const char *text, ip4_addr_t *address)
{
	uint32_t value;

	if (!parse_quad(text, &value))
		return false;
	address->addr = lwip_htonl(value);
	return true;
}
#endif

#if LWIP_IPV6
static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 'a' ^ 'A';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Up to four digits; returns behind them, or NULL if there is none. */
static const char *parse_block(const char *text, uint16_t *block)
{
	int digits = 0;

	*block = 0;
	for (; digits < 4 && hex_digit(*text) >= 0; digits++)
		*block = (uint16_t)(*block << 4 | hex_digit(*text++));
	return digits ? text : NULL;
}

bool netstack_parse_ip6(const char *text, ip6_addr_t *address)
{
	uint16_t blocks[BLOCKS] = { 0 };
	int count = 0;
	int gap = -1; /* where "::" stands */

	if (text[0] == ':') {
		if (text[1] != ':')
			return false;
		gap = 0;
		text += 2;
	}
	while (*text) {
		uint32_t quad;

		if (count <= BLOCKS - 2 && parse_quad(text, &quad)) {
			blocks[count++] = (uint16_t)(quad >> 16);
			blocks[count++] = (uint16_t)quad;
			break;
		}
		if (count == BLOCKS)
			return false;
		text = parse_block(text, &blocks[count]);
		if (!text)
			return false;
		count++;
		if (!*text)
			break;
		if (*text++ != ':')
			return false;
		if (*text == ':') {
			if (gap >= 0)
				return false;
			gap = count;
			text++;
		} else if (!*text) {
			return false;
		}
	}
	if (gap < 0 ? count != BLOCKS : count == BLOCKS)
		return false;
	if (gap >= 0) {
		int tail = count - gap;

		memmove(&blocks[BLOCKS - tail], &blocks[gap],
			(size_t)tail * sizeof(blocks[0]));
		memset(&blocks[gap], 0,
		       (size_t)(BLOCKS - count) * sizeof(blocks[0]));
	}
	for (int i = 0; i < 4; i++)
		address->addr[i] = lwip_htonl((uint32_t)blocks[2 * i] << 16 |
					      blocks[2 * i + 1]);
	ip6_addr_clear_zone(address);
	return true;
}
#endif

bool netstack_parse_ip(const char *text, ip_addr_t *address)
{
#if LWIP_IPV4
	ip4_addr_t address4;

	if (netstack_parse_ip4(text, &address4)) {
		ip_addr_copy_from_ip4(*address, address4);
		return true;
	}
#endif
#if LWIP_IPV6
	ip6_addr_t address6;

	if (netstack_parse_ip6(text, &address6)) {
		ip_addr_copy_from_ip6(*address, address6);
		return true;
	}
#endif
	return false;
}
