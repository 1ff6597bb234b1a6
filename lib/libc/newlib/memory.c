/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * malloc() and its kin, in the place of newlib's allocator.
 */
#include "../c/malloc_functions.h"

KEPT void *memalign(size_t align, size_t size)
{
	return aligned_alloc(align, size);
}

KEPT int posix_memalign(void **result, size_t align, size_t size)
{
	void *block;

	if (!UK_IS_POWER_OF_2(align) || align % sizeof(void *))
		return EINVAL;
	block = HAS_HEAP ? uk_memalign(uk_alloc_default(), align, size) : NULL;
	if (!block)
		return ENOMEM;
	*result = block;
	return 0;
}

/* What newlib calls inside; its first argument carries nothing. */
struct _reent;
void *_malloc_r(struct _reent *nothing, size_t size);
void *_calloc_r(struct _reent *nothing, size_t count, size_t size);
void *_realloc_r(struct _reent *nothing, void *block, size_t size);
void _free_r(struct _reent *nothing, void *block);

KEPT void *_malloc_r(struct _reent *nothing __uk_unused, size_t size)
{
	return malloc(size);
}

KEPT void *_calloc_r(struct _reent *nothing __uk_unused, size_t count, size_t size)
{
	return calloc(count, size);
}

KEPT void *_realloc_r(struct _reent *nothing __uk_unused, void *block, size_t size)
{
	return realloc(block, size);
}

KEPT void _free_r(struct _reent *nothing __uk_unused, void *block)
{
	free(block);
}
