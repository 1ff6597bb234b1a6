/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The bound of a mount's memory. Every block is counted, names and descriptions
 * as well as content.
 */
#include <uk/alloc.h>

#include "memory.h"

/* What a block costs the general heap beside its bytes */
#define HEADER 8u

static bool charge(struct ramfs_memory *memory, size_t size)
{
	if (size > memory->most - memory->used)
		return false;
	memory->used += size;
	return true;
}

void *ramfs_take(struct ramfs_memory *memory, size_t size)
{
	void *block;

	if (!charge(memory, size + HEADER))
		return NULL;
	block = uk_malloc(uk_alloc_default(), size);
	if (!block)
		memory->used -= size + HEADER;
	return block;
}

void ramfs_give(struct ramfs_memory *memory, void *block, size_t size)
{
	uk_free(uk_alloc_default(), block);
	memory->used -= size + HEADER;
}

void *ramfs_take_page(struct ramfs_memory *memory)
{
	void *page;

	if (!charge(memory, RAMFS_PAGE))
		return NULL;
#ifdef CONFIG_LIBRAMFS_HEAP_BLOCKS
	page = uk_malloc(uk_alloc_default(), RAMFS_PAGE);
#else
	page = uk_palloc(uk_alloc_default(), 1);
#endif
	if (!page)
		memory->used -= RAMFS_PAGE;
	return page;
}

void ramfs_give_page(struct ramfs_memory *memory, void *page)
{
#ifdef CONFIG_LIBRAMFS_HEAP_BLOCKS
	uk_free(uk_alloc_default(), page);
#else
	uk_pfree(uk_alloc_default(), page, 1);
#endif
	memory->used -= RAMFS_PAGE;
}
