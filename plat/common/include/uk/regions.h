/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A small sorted set of memory ranges, for turning a boot loader's memory map
 * (unsorted, overlapping, whatever) into the RAM that is free. Pure code.
 */
#ifndef UK_REGIONS_H
#define UK_REGIONS_H

#include <uk/plat/memory.h>

#define REGIONS_MOST 32

struct regions {
	struct uk_memory_region region[REGIONS_MOST]; /* sorted, disjoint */
	unsigned int count;
};

/* Adds the whole pages in [base, base + length), joined with what they touch; what
 * exceeds the address space is cut off. 0; -ENOMEM if it is full.
 */
int regions_add(struct regions *regions, uint64_t base, uint64_t length);

/* Takes out every page that [base, base + length) touches. 0; -ENOMEM if a
 * region must be cut in two and there is no room: the upper part is given up.
 */
int regions_remove(struct regions *regions, uint64_t base, uint64_t length);

#endif /* UK_REGIONS_H */
