/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * inet_aton(): IPv4 addresses as C programs have always written them: one to
 * four numbers, decimal, octal or hexadecimal, the last of which fills what is
 * left (127.1 is 127.0.0.1). inet_pton() takes four decimal ones only.
 */
#include <arpa/inet.h>
#include <stdint.h>

#define NO_DIGIT 16

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20; /* to lower case */
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : NO_DIGIT;
}

/* A number in C's notation; 0 if there is none, or one too large. */
static int number(const char **text, uint64_t *value)
{
	const char *at = *text;
	int base = 10;

	if (digit(*at) > 9)
		return 0;
	if (*at == '0' && (at[1] | 0x20) == 'x') {
		base = 16;
		at += 2;
		if (digit(*at) == NO_DIGIT)
			return 0;
	} else if (*at == '0') {
		base = 8;
	}
	for (*value = 0; digit(*at) < base; at++) {
		*value = *value * (uint64_t)base + (uint64_t)digit(*at);
		if (*value > UINT32_MAX)
			return 0;
	}
	*text = at;
	return 1;
}

/* White space may follow, and then anything: as in glibc and the BSDs. */
static int is_end(char c)
{
	return !c || c == ' ' || (c >= '\t' && c <= '\r');
}

int inet_aton(const char *text, struct in_addr *address)
{
	uint32_t above = 0; /* the bytes that have a number of their own */
	unsigned int bits = 32; /* that the next number may have */
	uint64_t value;

	for (;;) {
		if (!number(&text, &value))
			return 0;
		if (*text != '.')
			break;
		if (value > 255 || bits == 8)
			return 0;
		bits -= 8;
		above |= (uint32_t)value << bits;
		text++;
	}
	if (!is_end(*text) || value >> bits)
		return 0;
	if (address)
		address->s_addr = htonl(above | (uint32_t)value);
	return 1;
}

in_addr_t inet_addr(const char *text)
{
	struct in_addr address;

	return inet_aton(text, &address) ? address.s_addr : INADDR_NONE;
}
