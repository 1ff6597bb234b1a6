/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The plainest heap that can be: a few pages, marked in an array. It
 * has only the page operations, so that all others are the generic ones.
 */
#ifndef UKALLOC_PAGE_HEAP_H
#define UKALLOC_PAGE_HEAP_H

#include <uk/alloc_generic.h>
#include <uk/arch/paging.h>
#include <uk/string.h>

#define PAGE_HEAP_PAGES 64ul

#define PAGE_HEAP_BYTES (PAGE_HEAP_PAGES * UK_PAGE_SIZE)

static char page_heap_memory[PAGE_HEAP_BYTES] __uk_aligned(UK_PAGE_SIZE);
static bool page_heap_used[PAGE_HEAP_PAGES];

static void *page_heap_allocate_pages(struct uk_alloc *a, size_t pages)
{
	(void)a;
	for (size_t from = 0; from < PAGE_HEAP_PAGES; from++) {
		size_t end = from;

		while (end < PAGE_HEAP_PAGES && !page_heap_used[end] &&
		       end - from < pages)
			end++;
		if (end - from < pages)
			continue;
		memset(&page_heap_used[from], true, pages);
		return page_heap_memory + from * UK_PAGE_SIZE;
	}
	return NULL;
}

static void page_heap_free_pages(struct uk_alloc *a, void *block, size_t pages)
{
	size_t from = (size_t)((char *)block - page_heap_memory) / UK_PAGE_SIZE;

	(void)a;
	memset(&page_heap_used[from], false, pages);
}

static inline size_t page_heap_in_use(void)
{
	size_t count = 0;

	for (size_t i = 0; i < PAGE_HEAP_PAGES; i++)
		count += page_heap_used[i];
	return count;
}

static struct uk_alloc *page_heap_create(void *base, size_t length)
{
	static struct uk_alloc heap;

	(void)base, (void)length;
	memset(page_heap_used, false, sizeof(page_heap_used));
	return &heap;
}

static const struct ukalloc_ops page_heap_ops = {
	.name = "page heap",
	.create = page_heap_create,
	.allocate = uk_alloc_paged_allocate,
	.reallocate = uk_alloc_generic_reallocate,
	.free = uk_alloc_paged_free,
	.usable_size = uk_alloc_paged_usable_size,
	.allocate_pages = page_heap_allocate_pages,
	.free_pages = page_heap_free_pages,
};

/* NULL where the image has one kind of heap, to which all calls are wired. */
static struct uk_alloc *page_heap_make(void)
{
	static struct uk_alloc *heap;

	if (!heap)
		heap = uk_alloc_create(&page_heap_ops, page_heap_memory,
				       sizeof(page_heap_memory));
	return uk_alloc_ops(heap) == &page_heap_ops ? heap : NULL;
}

#endif /* UKALLOC_PAGE_HEAP_H */
