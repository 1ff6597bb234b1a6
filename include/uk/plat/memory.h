/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The memory that the platform found, from the boot protocol's map.
 */
#ifndef UK_PLAT_MEMORY_H
#define UK_PLAT_MEMORY_H

#include <uk/essentials.h>

/* RAM that nothing occupies: whole pages, sorted, disjoint. */
struct uk_memory_region {
	uintptr_t base;
	size_t length;
};

/*
 * Calls `give` for each free region, mapped readable and writable, largest first,
 * once: from then on the memory belongs to the callee.
 * 0, or the first error that `give` returned. Boot only.
 */
int uk_plat_memory_give(int (*give)(void *context, uintptr_t base,
				    size_t length),
			void *context);

/* Takes one page for a page table before, or after, the memory was given
 * away (from the reserve that was kept back for it; see
 * uk_plat_page_source_set). NULL when there is none. Content undefined.
 */
void *uk_plat_page_take(void);

/* After the memory was given away: where further pages come from. */
void uk_plat_page_source_set(void *(*take)(void));

/* All RAM of the machine, in bytes; 0 before uk_plat_memory_give(). */
size_t uk_plat_memory_total(void);

#endif /* UK_PLAT_MEMORY_H */
