/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * libext2fs's <string.h>.
 */
#ifndef EXT4_SHIM_STRING_H
#define EXT4_SHIM_STRING_H

#include <uk/string.h>

static inline char *strcpy(char *to, const char *from)
{
	return memcpy(to, from, strlen(from) + 1);
}

/* Of names within directories, whose length the caller knows. */
static inline char *strncpy(char *to, const char *from, size_t most)
{
	size_t length = strnlen(from, most);

	memcpy(to, from, length);
	memset(to + length, 0, most - length);
	return to;
}

#endif /* EXT4_SHIM_STRING_H */
