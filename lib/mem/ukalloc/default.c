/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The default heap: at boot, all free memory of the machine goes to the kind
 * that the configuration chose.
 */
#include <uk/alloc_generic.h>
#include <uk/init.h>
#include <uk/plat/memory.h>

static int take_region(void *context, uintptr_t base, size_t length)
{
	struct uk_alloc *heap = uk_alloc_default();

	(void)context;
	if (!heap) {
		/* the first region is the largest */
		heap = uk_alloc_create(uk_alloc_default_ops, (void *)base,
				       length);
		uk_alloc_default_set(heap);
		return heap ? 0 : -ENOMEM;
	}
	/* The map is in order, so the only complaint can be that a scrap of
	 * memory is too small for the heap, which does without it.
	 */
	uk_alloc_add_memory(heap, (void *)base, length);
	return 0;
}

static void *take_page(void)
{
	return uk_palloc(uk_alloc_default(), 1);
}

static int ukalloc_start(void)
{
	int error = uk_plat_memory_give(take_region, NULL);

	if (error)
		return error;
	if (!uk_alloc_default())
		return -ENOMEM;
	uk_plat_page_source_set(take_page);
	return 0;
}
UK_INIT(memory, ukalloc_start);
