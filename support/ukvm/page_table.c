/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Makes page tables of four levels in the guest's memory.
 */
#include "page_table.h"

#define LEVELS 4
#define INDEX_BITS 9

static uint64_t take(struct tables *tables)
{
	if (tables->next - tables->stop < PAGE_SIZE)
		return 0;
	tables->next -= PAGE_SIZE;
	return tables->next;
}

uint64_t tables_start(struct tables *tables)
{
	return tables->top = take(tables);
}

/* The entry of `address` in the table of `level`, 0 for the lowest; NULL: no room. */
static uint64_t *entry_at(struct tables *tables, uint64_t address,
			  unsigned int level)
{
	uint64_t table = tables->top;

	for (unsigned int i = LEVELS - 1;; i--) {
		uint64_t *entry = (uint64_t *)(tables->memory + table) +
				  (address >> (PAGE_SHIFT + i * INDEX_BITS) &
				   ((1u << INDEX_BITS) - 1));

		if (i == level)
			return entry;
		if (!*entry) {
			table = take(tables);
			if (!table)
				return NULL;
			*entry = table | PTE_PRESENT | PTE_WRITE | PTE_USER |
				 PTE_ACCESSED;
		}
		table = *entry & PTE_ADDRESS;
	}
}

bool tables_map(struct tables *tables, uint64_t address, uint64_t physical,
		uint64_t length, uint64_t bits)
{
	while (length) {
		bool is_large = !((address | physical) % LARGE_PAGE_BYTES) &&
				length >= LARGE_PAGE_BYTES;
		uint64_t step = is_large ? LARGE_PAGE_BYTES : PAGE_SIZE;
		uint64_t *entry = entry_at(tables, address, is_large);

		if (!entry)
			return false;
		*entry = physical | bits | PTE_PRESENT | PTE_ACCESSED |
			 (is_large ? PTE_LARGE : 0);
		address += step;
		physical += step;
		length -= step;
	}
	return true;
}
