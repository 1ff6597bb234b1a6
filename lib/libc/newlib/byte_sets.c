/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Searches for any byte of a set, a bit each: newlib's own look through the
 * whole set at every byte of the string.
 */
#include <limits.h>
#include <stdint.h>
#include <string.h>

#define WORD_BITS 64

struct set {
	uint64_t words[(UCHAR_MAX + 1) / WORD_BITS];
};

static inline void add(struct set *set, unsigned char byte)
{
	set->words[byte / WORD_BITS] |= (uint64_t)1 << byte % WORD_BITS;
}

/* How many bytes of the string come before one that is in the set. */
static inline size_t length_before(const char *string, const struct set *set)
{
	const unsigned char *at = (const unsigned char *)string;

	while (!(set->words[*at / WORD_BITS] >> *at % WORD_BITS & 1))
		at++;
	return at - (const unsigned char *)string;
}

size_t strcspn(const char *string, const char *bytes)
{
	struct set set = { { 1 } }; /* its end */

	for (; *bytes; bytes++)
		add(&set, (unsigned char)*bytes);
	return length_before(string, &set);
}

size_t strspn(const char *string, const char *bytes)
{
	struct set set = { { 0 } };

	for (; *bytes; bytes++)
		add(&set, (unsigned char)*bytes);
	for (size_t i = 0; i < sizeof(set.words) / sizeof(set.words[0]); i++)
		set.words[i] = ~set.words[i];
	return length_before(string, &set);
}

char *strpbrk(const char *string, const char *bytes)
{
	const char *found = string + strcspn(string, bytes);

	return *found ? (char *)found : NULL;
}
