/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Looks through page tables as a CPU does (Intel SDM vol. 3A, section 4.5), and says whether they
 * are what a sealed guest may have.
 */
#ifndef UKVM_TESTS_WALK_H
#define UKVM_TESTS_WALK_H

#include <stdio.h>
#include <stdlib.h>

#include "../page_table.h"

#define MUST(condition)                                            \
	do {                                                       \
		if (!(condition)) {                                \
			fprintf(stderr, "%s:%d: not %s\n", __FILE__, \
				__LINE__, #condition);             \
			abort();                                   \
		}                                                  \
	} while (0)

/* The entry that maps `address`; 0 if none does. `*size` is the page's. */
static inline uint64_t walk(const struct guest *g, uint64_t address,
			    uint64_t *size)
{
	uint64_t table = g->page_tables;

	for (int level = 3; level >= 0; level--) {
		uint64_t entry;

		MUST(table % PAGE_SIZE == 0 && table < g->size);
		entry = ((const uint64_t *)(g->memory + table))
			[address >> (PAGE_SHIFT + 9 * level) & 511];
		*size = PAGE_SIZE << (9 * level);
		if (!(entry & PTE_PRESENT))
			return 0;
		if (!level || entry & PTE_LARGE)
			return entry;
		table = entry & PTE_ADDRESS;
	}
	return 0;
}

/* Every page that the tables map, and what they map it to, belongs to a region. */
static inline uint64_t walk_count(const struct guest *g, uint64_t table,
				  int level)
{
	uint64_t pages = 0;

	for (unsigned int i = 0; i < 512; i++) {
		uint64_t entry =
			((const uint64_t *)(g->memory + table))[i];

		if (!(entry & PTE_PRESENT))
			continue;
		/* no page may be written and run; what is not the guest's aside */
		if (!level || entry & PTE_LARGE) {
			MUST(!(entry & PTE_WRITE) || entry & PTE_NX);
			pages += 1ull << (9 * level);
		} else {
			pages += walk_count(g, entry & PTE_ADDRESS, level - 1);
		}
	}
	return pages;
}

static inline void walk_check(const struct guest *g)
{
	uint64_t pages = SYSTEM_PAGES;
	uint64_t size;

	for (unsigned int i = 0; i < UKVM_REGIONS; i++) {
		const struct guest_region *r = &g->regions[i];
		uint64_t physical = (uint64_t)(r->host - g->memory);

		for (uint64_t at = 0; at < r->length; at += PAGE_SIZE) {
			uint64_t entry = walk(g, r->base + at, &size);
			uint64_t page;

			if (r->piece && at % (r->piece + PAGE_SIZE) == r->piece) {
				MUST(!entry);
				physical -= PAGE_SIZE;
				continue;
			}
			pages++;
			MUST(entry & PTE_USER);
			MUST((entry & PTE_ADDRESS & ~(size - 1)) +
				     ((r->base + at) & (size - 1)) ==
			     physical + at);
			MUST(!(entry & PTE_WRITE) == !(r->rights & UKVM_WRITE));
			MUST(!(entry & PTE_NX) == !!(r->rights & UKVM_EXECUTE));
			/* large pages begin and end within the region */
			page = (r->base + at) & ~(size - 1);
			MUST(page >= r->base &&
			     page + size <= r->base + r->length);
		}
		if (r->length && i > UKVM_REGION_DATA) {
			MUST(!walk(g, r->base - 1, &size));
			MUST(!walk(g, r->base + r->length, &size));
		}
	}
	for (unsigned int i = 0; i < SYSTEM_PAGES; i++) {
		uint64_t entry = walk(g, g->system + i * PAGE_SIZE, &size);

		MUST(entry && !(entry & PTE_USER));
	}
	MUST(!walk(g, 0, &size));
	MUST(walk_count(g, g->page_tables, 3) == pages);
}

#endif /* UKVM_TESTS_WALK_H */
