/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Free memory: one region, from the monitor. Page tables are its, so they take none.
 */
#include <uk/plat/memory.h>
#include <uk/ukvm.h>

int uk_plat_memory_give(int (*give)(void *context, uintptr_t base,
				    size_t length),
			void *context)
{
	const struct ukvm_region *heap =
		&uk_ukvm_boot->regions[UKVM_REGION_HEAP];

	return heap->length ? give(context, heap->base, heap->length) : 0;
}

size_t uk_plat_memory_total(void)
{
	size_t total = 0;

	for (unsigned int i = 0; i < UKVM_REGIONS; i++)
		total += uk_ukvm_boot->regions[i].length;
	return total;
}

void *uk_plat_page_take(void)
{
	return NULL;
}

void uk_plat_page_source_set(void *(*take)(void))
{
	(void)take;
}
