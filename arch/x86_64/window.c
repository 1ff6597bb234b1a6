/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The window's page tables: four levels, pages of 4 KiB. Tables are made when they are
 * first needed and stay: they are a 512th of what was ever mapped at once, and
 * the next mapping takes the same addresses.
 */
#include <uk/arch/window.h>
#include <uk/errno.h>
#include <uk/plat/memory.h>
#include <uk/string.h>

#include "page_table.h"

#define LEVEL_BITS 9
#define TOP_SHIFT 39

extern uint64_t uk_arch_pml4[TABLE_ENTRIES]; /* from the linker script */

static uint64_t entry_of(const void *page, unsigned int rights)
{
	uint64_t entry = (uintptr_t)page | PTE_TAKEN | PTE_ACCESSED;

	if (rights != UK_PAGE_NONE)
		entry |= PTE_PRESENT;
	if (rights & UK_PAGE_WRITE)
		entry |= PTE_WRITE | PTE_DIRTY;
	if (!(rights & UK_PAGE_EXECUTE))
		entry |= PTE_NX;
	return entry;
}

static void flush(uintptr_t address)
{
	__asm__ volatile("invlpg (%0)" ::"r"(address) : "memory");
}

/*
 * The last level's entry for `address`. Where a table is missing: NULL, and its level
 * in *missing; with `make`, the table is made, and NULL means that there is no frame.
 */
static uint64_t *entry_at(uintptr_t address, bool make, unsigned int *missing)
{
	uint64_t *table = uk_arch_pml4;

	for (unsigned int shift = TOP_SHIFT;; shift -= LEVEL_BITS) {
		uint64_t *entry =
			&table[address >> shift & (TABLE_ENTRIES - 1)];

		if (shift == UK_PAGE_SHIFT)
			return entry;
		if (!(*entry & PTE_PRESENT)) {
			uint64_t *below = make ? uk_plat_page_take() : NULL;

			*missing = shift;
			if (!below)
				return NULL;
			memset(below, 0, TABLE_BYTES);
			*entry = (uintptr_t)below | PTE_PRESENT | PTE_WRITE |
				 PTE_ACCESSED;
		}
		table = (uint64_t *)(*entry & PTE_ADDRESS);
	}
}

/* NULL: there is no page. */
static uint64_t *taken_entry(uintptr_t address)
{
	unsigned int missing;
	uint64_t *entry = entry_at(address, false, &missing);

	return entry && *entry & PTE_TAKEN ? entry : NULL;
}

static void *page_of(uint64_t entry)
{
	return (void *)(entry & PTE_ADDRESS);
}

int uk_arch_window_map(uintptr_t address, void *page, unsigned int rights)
{
	unsigned int missing;
	uint64_t *entry = entry_at(address, true, &missing);

	if (!entry)
		return -ENOMEM;
	*entry = entry_of(page, rights); /* nothing was there: no flush */
	return 0;
}

void *uk_arch_window_unmap(uintptr_t address)
{
	uint64_t *entry = taken_entry(address);
	void *page;

	if (!entry)
		return NULL;
	page = page_of(*entry);
	*entry = 0;
	flush(address);
	return page;
}

bool uk_arch_window_protect(uintptr_t address, unsigned int rights)
{
	uint64_t *entry = taken_entry(address);

	if (!entry)
		return false;
	*entry = entry_of(page_of(*entry), rights);
	flush(address);
	return true;
}

void *uk_arch_window_page(uintptr_t address)
{
	const uint64_t *entry = taken_entry(address);

	return entry ? page_of(*entry) : NULL;
}

uintptr_t uk_arch_window_next(uintptr_t address, uintptr_t end)
{
	while (address < end) {
		unsigned int shift;
		const uint64_t *entry = entry_at(address, false, &shift);
		const uint64_t *last;

		if (!entry) { /* nothing below the missing table's entry */
			address = ((address >> shift) + 1) << shift;
			continue;
		}
		last = entry +
		       (TABLE_ENTRIES - 1 -
			(address >> UK_PAGE_SHIFT & (TABLE_ENTRIES - 1)));
		for (; entry <= last; entry++, address += UK_PAGE_SIZE)
			if (*entry & PTE_TAKEN)
				return UK_MIN(address, end);
	}
	return end;
}
