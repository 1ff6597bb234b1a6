/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Operations that are built from a heap's other operations: moving
 * reallocation, and whole pages from aligned blocks.
 */
#include <uk/alloc_generic.h>
#include <uk/arch/paging.h>
#include <uk/string.h>

void *uk_alloc_generic_reallocate(struct uk_alloc *a, void *block, size_t size)
{
	const struct ukalloc_ops *ops = uk_alloc_ops(a);
	void *moved = ops->allocate(a, size, UK_ALLOC_ALIGN);

	if (moved) {
		memcpy(moved, block, UK_MIN(size, ops->usable_size(a, block)));
		ops->free(a, block);
	}
	return moved;
}

void *uk_alloc_generic_allocate_pages(struct uk_alloc *a, size_t pages)
{
	if (pages > SIZE_MAX >> UK_PAGE_SHIFT)
		return NULL;
	return uk_alloc_ops(a)->allocate(a, pages << UK_PAGE_SHIFT,
					 UK_PAGE_SIZE);
}

void uk_alloc_generic_free_pages(struct uk_alloc *a, void *block, size_t pages)
{
	(void)pages;
	uk_alloc_ops(a)->free(a, block);
}
