/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * malloc() and its kin, in the place of musl's allocator.
 */
#include "../c/malloc_functions.h"

/* What musl calls inside, so that a program's own malloc() is not used there. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void __libc_free(void *block);

KEPT void *__libc_malloc(size_t size)
{
	return malloc(size);
}

KEPT void *__libc_calloc(size_t count, size_t size)
{
	return calloc(count, size);
}

KEPT void *__libc_realloc(void *block, size_t size)
{
	return realloc(block, size);
}

KEPT void __libc_free(void *block)
{
	free(block);
}
