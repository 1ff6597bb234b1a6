/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A uktlsf heap that takes its memory from a ukbuddy heap as it needs it, in
 * chunks, and gives a chunk back when its last block is freed. What lies
 * outside the chunks stays there as whole, aligned pages for those who want
 * pages.
 */
#include "cache.h"

#include <uk/arch/paging.h>
#include <uk/buddy.h>
#include <uk/param.h>
#include <uk/tlsf.h>

/* The lists of a heap without a limit, and some blocks */
#define CHUNK_LEAST (2 * UK_PAGE_SIZE)

static size_t chunk_size = CONFIG_LIBUKTLSF_CHUNK_KIB * 1024ul;
UK_PARAM(SIZE, uktlsf, chunk, chunk_size,
	 "bytes that the heap takes from ukbuddy at a time (" UK_STRINGIFY(
		 CONFIG_LIBUKTLSF_CHUNK_KIB) "K)");

static struct tlsf *tlsf_of(struct uk_alloc *a)
{
	return UK_CONTAINER_OF(a, struct tlsf, a);
}

bool uktlsf_grow(struct tlsf *tlsf, size_t stride)
{
	/* exactly this much will do: take_tight() sees the newest block */
	size_t least = UK_DIV_ROUND_UP(stride + RANGE_OVERHEAD, UK_PAGE_SIZE);
	size_t pages = UK_MAX(least, chunk_size >> UK_PAGE_SHIFT);
	void *range;

	if (!tlsf->source || stride > tlsf->limit - RANGE_OVERHEAD)
		return false;
	range = uk_palloc(tlsf->source, pages);
	if (!range) {
		pages = least;
		range = uk_palloc(tlsf->source, pages);
	}
	return range && !uktlsf_add_range(tlsf, (uintptr_t)range,
					  pages << UK_PAGE_SHIFT, true);
}

void uktlsf_shrink(struct tlsf *tlsf, struct block *block, size_t stride)
{
	uk_pfree(tlsf->source, block,
		 (stride + RANGE_OVERHEAD) >> UK_PAGE_SHIFT);
}

static struct uk_alloc *create(void *base, size_t length)
{
	struct uk_alloc *source =
		uk_alloc_create(&ukbuddy_ukalloc_ops, base, length);
	size_t size = UK_MAX(chunk_size, CHUNK_LEAST);
	struct tlsf *tlsf = NULL;
	void *chunk = NULL;

	if (!source)
		return NULL;
	size = UK_ALIGN_DOWN(size, UK_PAGE_SIZE);
	/* a machine with little memory may not have all of the first chunk */
	while (!(chunk = uk_palloc(source, size >> UK_PAGE_SHIFT)) &&
	       size > CHUNK_LEAST)
		size = UK_ALIGN_UP(size / 2, UK_PAGE_SIZE);
	if (chunk)
		tlsf = uktlsf_make(chunk, size, LIMIT_MOST);
	if (!tlsf)
		return NULL;
	tlsf->source = source;
	return &tlsf->a;
}

static int add_memory(struct uk_alloc *a, void *base, size_t length)
{
	return uk_alloc_add_memory(tlsf_of(a)->source, base, length);
}

static void *allocate_pages(struct uk_alloc *a, size_t pages)
{
	struct tlsf *tlsf = tlsf_of(a);
	void *block = uk_palloc(tlsf->source, pages);

	/* chunks that only the cache holds go back with its blocks */
	if (UK_UNLIKELY(!block) && uktlsf_cache_empty(tlsf))
		block = uk_palloc(tlsf->source, pages);
	return block;
}

static void free_pages(struct uk_alloc *a, void *block, size_t pages)
{
	uk_pfree(tlsf_of(a)->source, block, pages);
}

const struct ukalloc_ops uktlsf_grown_ukalloc_ops = {
	.name = "uktlsf over ukbuddy",
	.create = create,
	.add_memory = add_memory,
	.allocate = uktlsf_allocate,
	.reallocate = uktlsf_reallocate,
	.free = uktlsf_free,
	.usable_size = uktlsf_usable_size,
	.allocate_pages = allocate_pages,
	.free_pages = free_pages,
};
