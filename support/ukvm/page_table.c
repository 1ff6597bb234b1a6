/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Makes page tables of four levels in the guest's memory.
 */
#include "page_table.h"

#define LEVELS 4
#define INDEX_BITS 9

SETUP static uint64_t take(struct tables *tables)
{
	if (tables->next - tables->stop < PAGE_SIZE)
		return 0;
	tables->next -= PAGE_SIZE;
	return tables->next;
}

SETUP uint64_t tables_start(struct tables *tables)
{
	return tables->top = take(tables);
}

static uint64_t index_of(uint64_t address, unsigned int level)
{
	return address >> (PAGE_SHIFT + level * INDEX_BITS) &
	       ((1u << INDEX_BITS) - 1);
}

/* The entry of `address` in the table of `level`, 0 for the lowest; NULL: no room. */
SETUP static uint64_t *entry_at(struct tables *tables, uint64_t address,
				unsigned int level)
{
	uint64_t table = tables->top;

	for (unsigned int i = LEVELS - 1;; i--) {
		uint64_t *entry = (uint64_t *)(tables->memory + table) +
				  index_of(address, i);

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

SETUP bool tables_map(struct tables *tables, uint64_t address,
		      uint64_t physical, uint64_t length, uint64_t bits)
{
	while (length) {
		bool is_large = !tables->is_small &&
				!((address | physical) % LARGE_PAGE_BYTES) &&
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

uint64_t *tables_find(uint8_t *memory, uint64_t top, uint64_t address)
{
	uint64_t entry = top | PTE_PRESENT;

	uint64_t *at = NULL;

	for (unsigned int i = LEVELS; i--;) {
		at = (uint64_t *)(memory + (entry & PTE_ADDRESS)) +
		     index_of(address, i);
		entry = *at;
		if (!(entry & PTE_PRESENT) || (i && entry & PTE_LARGE))
			return NULL;
	}
	return at;
}
