/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Blocks of any size over a heap that has only pages. Each block takes whole
 * pages: good for few or large blocks; for many small ones use another kind.
 */
#include <uk/alloc_generic.h>
#include <uk/arch/paging.h>

/* Lies just below each block. */
struct paged_header {
	void *start;
	size_t pages;
};

static struct paged_header *header_of(const void *block)
{
	return (struct paged_header *)block - 1;
}

void *uk_alloc_paged_allocate(struct uk_alloc *a, size_t size, size_t align)
{
	size_t lead = UK_MAX(align, sizeof(struct paged_header));
	size_t bytes, pages;
	uintptr_t block;
	void *start;

	/* not even a block of no size may lie behind its pages */
	if (__builtin_add_overflow(UK_MAX(size, 1ul), lead, &bytes) ||
	    bytes > SIZE_MAX - (UK_PAGE_SIZE - 1))
		return NULL;
	pages = UK_DIV_ROUND_UP(bytes, UK_PAGE_SIZE);
	start = uk_alloc_ops(a)->allocate_pages(a, pages);
	if (!start)
		return NULL;
	block = UK_ALIGN_UP((uintptr_t)start + sizeof(struct paged_header),
			    lead);
	*header_of((void *)block) = (struct paged_header){ start, pages };
	return (void *)block;
}

void uk_alloc_paged_free(struct uk_alloc *a, void *block)
{
	struct paged_header *header = header_of(block);

	uk_alloc_ops(a)->free_pages(a, header->start, header->pages);
}

size_t uk_alloc_paged_usable_size(struct uk_alloc *a, const void *block)
{
	struct paged_header *header = header_of(block);

	(void)a;
	return (header->pages << UK_PAGE_SHIFT) -
	       ((uintptr_t)block - (uintptr_t)header->start);
}
