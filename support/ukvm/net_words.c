/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The words of --net. Pure code: also built for the host, where it is tested.
 */
#include <stddef.h>

#include "net.h"

#define MAC_BYTES 6
#define FD_MOST 65535

static bool begins(const char *text, const char *with)
{
	while (*with)
		if (*text++ != *with++)
			return false;
	return true;
}

static size_t to_comma(const char *text)
{
	size_t length = 0;

	while (text[length] && text[length] != ',')
		length++;
	return length;
}

static int digit(char character)
{
	if (character >= '0' && character <= '9')
		return character - '0';
	character |= 32;
	return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
}

/* "52:54:00:12:34:56" */
static bool parse_mac(const char *text, uint64_t *mac)
{
	*mac = 0;
	for (unsigned int i = 0; i < MAC_BYTES; i++) {
		int high = digit(*text++), low;

		if (high < 0)
			return false;
		low = digit(*text++);
		if (low < 0 || *text++ != (i + 1 < MAC_BYTES ? ':' : '\0'))
			return false;
		*mac |= (uint64_t)(high << 4 | low) << 8 * i;
	}
	return *mac && !(*mac & 1);
}

/* -1: none */
static int parse_fd(const char *text, size_t length)
{
	int fd = 0;

	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9' || fd > FD_MOST)
			return -1;
		fd = fd * 10 + text[i] - '0';
	}
	return length ? fd : -1;
}

const char *net_parse(const char *text, uint64_t *mac)
{
	size_t length = to_comma(text);

	if (begins(text, "tap:")) {
		if (length == 4 || length - 4 >= NET_NAME_BYTES)
			return "tap: takes a name of 1 to 15 characters";
	} else if (!begins(text, "fd:") || parse_fd(text + 3, length - 3) < 0) {
		return "takes tap:NAME or fd:NUMBER";
	}
	*mac = 0;
	if (text[length] && !parse_mac(text + length + 1, mac))
		return "takes a MAC address as in 52:54:00:12:34:56 behind the "
		       "comma, the first byte even";
	return NULL;
}

int net_fd(const char *text)
{
	return begins(text, "fd:") ? parse_fd(text + 3, to_comma(text) - 3) : -1;
}

void net_name(const char *text, char name[NET_NAME_BYTES])
{
	__builtin_memcpy(name, text + 4, to_comma(text + 4));
}
