/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The guest's page tables (Intel SDM vol. 3A, section 4.5), which grow down from the end of its
 * memory. Accessed and dirty bits are set beforehand: the CPU never writes there.
 */
#ifndef UKVM_PAGE_TABLE_H
#define UKVM_PAGE_TABLE_H

#include "guest.h"

#define PTE_PRESENT 0x001ull
#define PTE_WRITE 0x002ull
#define PTE_USER 0x004ull
#define PTE_ACCESSED 0x020ull
#define PTE_DIRTY 0x040ull
#define PTE_LARGE 0x080ull
#define PTE_NX (1ull << 63)
#define PTE_ADDRESS 0x000ffffffffff000ull

#define LARGE_PAGE_BYTES 0x200000ull

struct tables {
	uint8_t *memory;
	uint64_t next; /* physical address behind the next table */
	uint64_t stop; /* no table below */
	uint64_t top;
	bool is_small; /* no large pages */
};

/* Takes the top table; its physical address, or 0. */
uint64_t tables_start(struct tables *tables);

/* Maps whole pages, in large ones where both addresses allow. False: no room for a table. */
bool tables_map(struct tables *tables, uint64_t address, uint64_t physical,
		uint64_t length, uint64_t bits);

/* The entry that maps a page of 4 KiB, in tables whose top one is `top`; NULL: none does. */
uint64_t *tables_find(uint8_t *memory, uint64_t top, uint64_t address);

#endif /* UKVM_PAGE_TABLE_H */
