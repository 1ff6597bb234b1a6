/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * malloc() and its kin on the default heap. In an image for speed they are inlined into those
 * who call them; KEPT keeps what the archive's members may call that the linker adds later.
 */
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

KEPT void *memalign(size_t align, size_t size)
{
	if (!UK_IS_POWER_OF_2(align)) {
		errno = EINVAL;
		return NULL;
	}
	return or_error(HAS_HEAP ? uk_memalign(uk_alloc_default(), align, size)
				 : NULL);
}

KEPT void *aligned_alloc(size_t align, size_t size)
{
	return memalign(align, size);
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

KEPT size_t malloc_usable_size(void *block)
{
	return HAS_HEAP ? uk_alloc_usable_size(uk_alloc_default(), block) : 0;
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
