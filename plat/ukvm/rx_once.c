/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Has the monitor make pages executable, and remembers which: page tables, which would
 * say it, are not the guest's to read. The monitor ends a guest that asks twice for the same.
 */
#include "rx_once.h"

#include <uk/ukvm.h>

static struct range {
	uintptr_t start, end;
} ranges[CONFIG_PLAT_UKVM_RX_ONCE_RANGES];

static unsigned int used;

bool rx_once_has(uintptr_t address)
{
	for (unsigned int i = 0; i < used; i++)
		if (address >= ranges[i].start && address < ranges[i].end)
			return true;
	return false;
}

static bool is_in(enum ukvm_region_kind kind, uintptr_t address)
{
	const struct ukvm_region *region = &uk_ukvm_boot->regions[kind];

	return address - region->base < region->length;
}

/* The range that the pages lengthen, or a new one; NULL: there is no room. */
static struct range *find(uintptr_t start, uintptr_t end)
{
	for (unsigned int i = 0; i < used; i++)
		if (ranges[i].end == start || ranges[i].start == end)
			return &ranges[i];
	if (used == UK_ARRAY_SIZE(ranges))
		return NULL;
	ranges[used] = (struct range){ start, start };
	return &ranges[used];
}

int rx_once_make(uintptr_t address, size_t length)
{
	struct range *range = find(address, address + length);
	int error;

	if (!is_in(UKVM_REGION_DATA, address) &&
	    !is_in(UKVM_REGION_HEAP, address))
		return -EPERM;
	if (!range)
		return -ENOMEM;
	error = uk_ukvm_call(UKVM_CALL_RX_ONCE, address, length);
	if (error)
		return error;
	if (range->end == address)
		range->end += length;
	else
		range->start = address;
	used += range == &ranges[used];
	return 0;
}
