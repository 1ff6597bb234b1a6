/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The string functions that the kernel uses. Weak, so that a C library's own
 * version may stand in for one of them.
 */
#include <uk/string.h>

__uk_weak void *memchr(const void *in, int byte, size_t length)
{
	const unsigned char *at = in;

	for (; length; at++, length--)
		if (*at == (unsigned char)byte)
			return (void *)at;
	return NULL;
}

__uk_weak size_t strlen(const char *string)
{
	const char *end = string;

	while (*end)
		end++;
	return end - string;
}

__uk_weak size_t strnlen(const char *string, size_t most)
{
	size_t length = 0;

	while (length < most && string[length])
		length++;
	return length;
}

__uk_weak int strcmp(const char *a, const char *b)
{
	for (; *a && *a == *b; a++)
		b++;
	return (unsigned char)*a - (unsigned char)*b;
}

__uk_weak int strncmp(const char *a, const char *b, size_t most)
{
	for (; most; a++, b++, most--)
		if (!*a || *a != *b)
			return (unsigned char)*a - (unsigned char)*b;
	return 0;
}

__uk_weak char *strchr(const char *in, int character)
{
	for (; *in != (char)character; in++)
		if (!*in)
			return NULL;
	return (char *)in;
}
