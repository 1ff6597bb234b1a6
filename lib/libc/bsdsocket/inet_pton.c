/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * inet_pton(): text to an address (RFC 4291, 2.2, for IPv6), strictly.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>

/* Four decimal numbers without leading zeros, and nothing behind */
static int read_v4(const char *text, uint8_t to[4])
{
	for (int i = 0; i < 4; i++) {
		unsigned int value = 0;
		int digits = 0;

		if (i && *text++ != '.')
			return 0;
		for (; *text >= '0' && *text <= '9'; text++, digits++) {
			if (digits && !value)
				return 0;
			value = value * 10 + (unsigned int)(*text - '0');
			if (value > 255)
				return 0;
		}
		if (!digits)
			return 0;
		to[i] = (uint8_t)value;
	}
	return !*text;
}

static int hexadecimal(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Up to four digits; how many there were. */
static int read_group(const char *text, uint8_t to[2])
{
	unsigned int value = 0;
	int digits = 0;

	for (; digits < 4 && hexadecimal(text[digits]) >= 0; digits++)
		value = value << 4 | (unsigned int)hexadecimal(text[digits]);
	to[0] = (uint8_t)(value >> 8);
	to[1] = (uint8_t)value;
	return digits;
}

/* Moves what came after "::" to the end. */
static void stretch(uint8_t bytes[16], size_t gap, size_t end)
{
	size_t length = end - gap;

	memmove(bytes + 16 - length, bytes + gap, length);
	memset(bytes + gap, 0, 16 - end);
}

static int read_v6(const char *text, uint8_t to[16])
{
	uint8_t bytes[16];
	size_t at = 0, gap = 17; /* none */

	if (*text == ':' && *++text != ':')
		return 0;
	for (;;) {
		int digits;

		if (*text == ':') { /* the second of two */
			if (gap <= 16)
				return 0;
			gap = at;
			if (!*++text)
				break;
		}
		if (at == 16)
			return 0;
		digits = read_group(text, bytes + at);
		if (!digits)
			return 0;
		if (text[digits] == '.') {
			if (at > 12 || !read_v4(text, bytes + at))
				return 0;
			at += 4;
			break;
		}
		at += 2;
		text += digits;
		if (!*text)
			break;
		if (*text++ != ':' || !*text)
			return 0;
	}
	if (gap > 16 ? at != 16 : at > 14)
		return 0;
	if (gap <= 16)
		stretch(bytes, gap, at);
	memcpy(to, bytes, sizeof(bytes));
	return 1;
}

int inet_pton(int family, const char *text, void *address)
{
	uint8_t bytes[4];

	switch (family) {
	case AF_INET:
		if (!read_v4(text, bytes))
			return 0;
		memcpy(address, bytes, sizeof(bytes));
		return 1;
	case AF_INET6:
		return read_v6(text, address);
	default:
		errno = EAFNOSUPPORT;
		return -1;
	}
}
