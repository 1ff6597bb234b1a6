/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * malloc() and its kin on the default heap, for the one file of a C library that includes this
 * and adds the names that the library itself uses. In an image for speed they are inlined
 * into those who call them; KEPT keeps what the archive's members may call that the
 * linker adds later.
 */
#ifndef LIBC_MALLOC_FUNCTIONS_H
#define LIBC_MALLOC_FUNCTIONS_H

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <uk/alloc.h>

#ifdef CONFIG_LIBUKALLOC_DEFAULT
#define HAS_HEAP 1
#else
#define HAS_HEAP (uk_alloc_default() != NULL)
#endif

#define KEPT __uk_used

static inline void *or_error(void *block)
{
	if (UK_UNLIKELY(!block))
		errno = ENOMEM;
	return block;
}

KEPT void *malloc(size_t size)
{
	return or_error(HAS_HEAP ? uk_malloc(uk_alloc_default(), size) : NULL);
}

KEPT void *calloc(size_t count, size_t size)
{
	return or_error(HAS_HEAP ? uk_calloc(uk_alloc_default(), count, size)
				 : NULL);
}

KEPT void *realloc(void *block, size_t size)
{
	return or_error(HAS_HEAP ? uk_realloc(uk_alloc_default(), block, size)
				 : NULL);
}

KEPT void free(void *block)
{
	if (HAS_HEAP)
		uk_free(uk_alloc_default(), block);
}

KEPT void *aligned_alloc(size_t align, size_t size)
{
	if (!UK_IS_POWER_OF_2(align)) {
		errno = EINVAL;
		return NULL;
	}
	return or_error(HAS_HEAP ? uk_memalign(uk_alloc_default(), align, size)
				 : NULL);
}

KEPT size_t malloc_usable_size(void *block)
{
	return HAS_HEAP ? uk_alloc_usable_size(uk_alloc_default(), block) : 0;
}

#endif /* LIBC_MALLOC_FUNCTIONS_H */
