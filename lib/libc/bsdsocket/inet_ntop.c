/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * inet_ntop(): an address as text; IPv6 as RFC 5952 recommends, and
 * with the IPv4 address in the end of a mapped or compatible one.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>

static char *put_decimal(char *to, unsigned int value)
{
	if (value >= 100)
		*to++ = (char)('0' + value / 100);
	if (value >= 10)
		*to++ = (char)('0' + value / 10 % 10);
	*to++ = (char)('0' + value % 10);
	return to;
}

static char *put_v4(char *to, const uint8_t bytes[4])
{
	for (int i = 0; i < 4; i++) {
		if (i)
			*to++ = '.';
		to = put_decimal(to, bytes[i]);
	}
	return to;
}

static char *put_group(char *to, unsigned int value)
{
	static const char digits[] = "0123456789abcdef";
	int shift = 12;

	while (shift && !(value >> shift))
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		*to++ = digits[value >> shift & 0xf];
	return to;
}

/* The first of the longest runs of zeros, of two groups at least */
static void longest_run(const unsigned int groups[8], int *begin, int *length)
{
	*begin = -1;
	*length = 1;
	for (int i = 0; i < 8; i++) {
		int end = i;

		while (end < 8 && !groups[end])
			end++;
		if (end - i > *length) {
			*begin = i;
			*length = end - i;
		}
		i = end;
	}
}

static char *put_v6(char *to, const uint8_t bytes[16])
{
	unsigned int groups[8];
	int begin, length;

	for (int i = 0; i < 8; i++)
		groups[i] = (unsigned int)(bytes[2 * i] << 8 |
					   bytes[2 * i + 1]);
	longest_run(groups, &begin, &length);
	for (int i = 0; i < 8; i++) {
		if (i == begin) {
			*to++ = ':';
			i += length - 1;
			if (i == 7)
				*to++ = ':';
			continue;
		}
		if (i)
			*to++ = ':';
		if (i == 6 && begin == 0 &&
		    (length == 6 || (length == 5 && groups[5] == 0xffff)))
			return put_v4(to, bytes + 12);
		to = put_group(to, groups[i]);
	}
	return to;
}

const char *inet_ntop(int family, const void *address, char *text,
		      socklen_t size)
{
	char whole[INET6_ADDRSTRLEN];
	char *end;

	switch (family) {
	case AF_INET:
		end = put_v4(whole, address);
		break;
	case AF_INET6:
		end = put_v6(whole, address);
		break;
	default:
		errno = EAFNOSUPPORT;
		return NULL;
	}
	*end++ = '\0';
	if ((size_t)(end - whole) > size) {
		errno = ENOSPC;
		return NULL;
	}
	return memcpy(text, whole, (size_t)(end - whole));
}
