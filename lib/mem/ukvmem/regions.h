/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is mapped: ranges of one kind each, sorted by address. Neighbours of the same
 * kind are one, so a program has tens of them, not thousands, and a list
 * with a memory of the last one found is enough.
 */
#ifndef UKVMEM_REGIONS_H
#define UKVMEM_REGIONS_H

#include <uk/list.h>
#include <uk/vmem.h>

struct vmem_region {
	struct uk_list_head link;
	uintptr_t start, end;
	unsigned int rights;
	bool content; /* UK_VMEM_CONTENT */
};

extern struct uk_list_head vmem_regions;
extern unsigned int vmem_region_count;
extern size_t vmem_region_bytes;

/* The first region that ends behind `address`; NULL: none does. */
struct vmem_region *vmem_region_behind(uintptr_t address);
struct vmem_region *vmem_region_next(const struct vmem_region *region);

/* The region that `address` lies in; NULL: it is not mapped. */
struct vmem_region *vmem_region_at(uintptr_t address);

/* No hole in [start, end), and each region has all of `rights`. */
bool vmem_regions_cover(uintptr_t start, uintptr_t end, unsigned int rights);

/* The lowest place where `length` bytes are free: the likeliest to have tables already.
 * 0: nowhere.
 */
uintptr_t vmem_regions_gap(size_t length);

/* Adds [start, end), which is free, not yet joined with its neighbours. 0 or -ENOMEM. */
int vmem_regions_add(uintptr_t start, uintptr_t end, unsigned int rights,
		     bool content);

/* Joins neighbours of the same kind, as far as they touch [start, end]. */
void vmem_regions_join(uintptr_t start, uintptr_t end);

/*
 * Lets regions begin and end at `start` and at `end`, so that whole ones lie between.
 * 0 or -ENOMEM: nothing has changed.
 */
int vmem_regions_cut(uintptr_t start, uintptr_t end);

/* Takes out the whole regions in [start, end). */
void vmem_regions_remove(uintptr_t start, uintptr_t end);

#endif /* UKVMEM_REGIONS_H */
