/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A default heap that is the host's, so that the address sanitizer watches each
 * block, and that runs out when a test says so.
 */
#include "host_heap.h"

#include <stdlib.h>
#include <string.h>
#include <uk/alloc.h>
#include <uk/arch/paging.h>

unsigned int host_heap_allocations = ~0u;

static void *allocate(struct uk_alloc *a __uk_unused, size_t size, size_t align)
{
	if (!host_heap_allocations)
		return NULL;
	host_heap_allocations--;
	return aligned_alloc(align, UK_ALIGN_UP(size, align));
}

static void release(struct uk_alloc *a __uk_unused, void *block)
{
	free(block);
}

static void *allocate_pages(struct uk_alloc *a, size_t pages)
{
	return allocate(a, pages * UK_PAGE_SIZE, UK_PAGE_SIZE);
}

static void free_pages(struct uk_alloc *a, void *block,
		       size_t pages __uk_unused)
{
	release(a, block);
}

static const struct ukalloc_ops ops = {
	.name = "host",
	.allocate = allocate,
	.free = release,
	.allocate_pages = allocate_pages,
	.free_pages = free_pages,
};
static struct uk_alloc heap = { .ops = &ops };

struct uk_alloc *uk_alloc_default_heap = &heap;

void *uk_calloc(struct uk_alloc *a, size_t count, size_t size)
{
	void *block = uk_malloc(a, count * size);

	return block ? memset(block, 0, count * size) : NULL;
}
