/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The step from the API to a heap's operations, when nobody counts or checks:
 * the lock and the call. Part of <uk/alloc.h>; include that.
 */
#ifndef UK_ALLOC_DIRECT_H
#define UK_ALLOC_DIRECT_H

static inline void *uk_alloc_allocate(struct uk_alloc *a, size_t size,
				      size_t align)
{
	void *block;

	uk_alloc_lock(a);
	block = uk_alloc_ops(a)->allocate(a, size, align);
	uk_alloc_unlock(a);
	return block;
}

static inline void *uk_alloc_reallocate(struct uk_alloc *a, void *block,
					size_t size)
{
	uk_alloc_lock(a);
	block = uk_alloc_ops(a)->reallocate(a, block, size);
	uk_alloc_unlock(a);
	return block;
}

static inline void uk_alloc_free(struct uk_alloc *a, void *block)
{
	uk_alloc_lock(a);
	uk_alloc_ops(a)->free(a, block);
	uk_alloc_unlock(a);
}

/* A block's size belongs to its owner: no lock. */
static inline size_t uk_alloc_block_size(struct uk_alloc *a, const void *block)
{
	return uk_alloc_ops(a)->usable_size(a, block);
}

static inline void *uk_alloc_allocate_pages(struct uk_alloc *a, size_t pages)
{
	void *block;

	uk_alloc_lock(a);
	block = uk_alloc_ops(a)->allocate_pages(a, pages);
	uk_alloc_unlock(a);
	return block;
}

static inline void uk_alloc_free_pages(struct uk_alloc *a, void *block,
				       size_t pages)
{
	uk_alloc_lock(a);
	uk_alloc_ops(a)->free_pages(a, block, pages);
	uk_alloc_unlock(a);
}

#endif /* UK_ALLOC_DIRECT_H */
