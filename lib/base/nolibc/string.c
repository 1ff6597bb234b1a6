/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The string functions that the kernel uses. Weak, so that a C library's own
 * version may stand in for one of them. What looks for a byte reads whole
 * aligned words, which never reach into another page than the byte's own.
 */
#include <uk/string.h>

typedef uint64_t __attribute__((may_alias)) word;

#define EACH_BYTE 0x0101010101010101ul

static const word *word_of(const void *byte)
{
	return (const word *)((uintptr_t)byte & ~(sizeof(word) - 1));
}

/* Ones in the bytes of the word that lie before `byte`. */
static word before(const void *byte)
{
	return ~(-1ul << (uintptr_t)byte % sizeof(word) * 8);
}

/* Not 0 if a byte is 0: its lowest bit is the top bit of the first such byte. */
static word zero_byte(word bytes)
{
	return (bytes - EACH_BYTE) & ~bytes & (EACH_BYTE << 7);
}

static uintptr_t address_of(const word *at, word mark)
{
	return (uintptr_t)at + (unsigned int)__builtin_ctzl(mark) / 8;
}

__uk_weak void *memchr(const void *in, int byte, size_t length)
{
	const word pattern = (unsigned char)byte * EACH_BYTE;
	const word *at = word_of(in);
	uintptr_t end, found;
	word bytes;

	if (!length)
		return NULL;
	bytes = (*at ^ pattern) | before(in);
	if (__builtin_add_overflow((uintptr_t)in, length, &end))
		end = UINTPTR_MAX;
	while (!zero_byte(bytes)) {
		if ((uintptr_t)++at >= end)
			return NULL;
		bytes = *at ^ pattern;
	}
	found = address_of(at, zero_byte(bytes));
	return found < end ? (void *)found : NULL;
}

__uk_weak size_t strlen(const char *string)
{
	const word *at = word_of(string);
	word bytes = *at | before(string);

	while (!zero_byte(bytes))
		bytes = *++at;
	return address_of(at, zero_byte(bytes)) - (uintptr_t)string;
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
