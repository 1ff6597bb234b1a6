/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * libext2fs's <stdlib.h>: see port.c.
 */
#ifndef EXT4_SHIM_STDLIB_H
#define EXT4_SHIM_STDLIB_H

#include <stddef.h>

#define malloc ext4_malloc
#define free ext4_free
#define realloc ext4_realloc
#define qsort ext4_sort

void *malloc(size_t size);
void free(void *block);
void *realloc(void *block, size_t size);
void qsort(void *entries, size_t count, size_t size,
	   int (*compare)(const void *a, const void *b));
/* Called for what an environment variable says: there are none. */
unsigned long strtoul(const char *text, char **end, int base);

#endif /* EXT4_SHIM_STDLIB_H */
