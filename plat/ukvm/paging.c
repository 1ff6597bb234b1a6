/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rights of memory, which the monitor has set for good; but for pages that become
 * executable, in images that may have such (rx_once.c).
 */
#include <uk/arch/paging.h>
#include <uk/errno.h>
#include <uk/ukvm.h>

#include "rx_once.h"

_Static_assert(UKVM_READ == UK_PAGE_READ && UKVM_WRITE == UK_PAGE_WRITE &&
		       UKVM_EXECUTE == UK_PAGE_EXECUTE,
	       "the same bits");

unsigned int uk_arch_page_rights(uintptr_t address)
{
	if (rx_once_has(address))
		return UK_PAGE_READ | UK_PAGE_EXECUTE;
	for (unsigned int i = 0; i < UKVM_REGIONS; i++) {
		const struct ukvm_region *region = &uk_ukvm_boot->regions[i];
		uintptr_t offset = address - region->base;

		if (offset < region->length)
			return region->piece && offset % (region->piece +
							  UK_PAGE_SIZE) >=
							region->piece ?
				       UK_PAGE_NONE :
				       region->rights;
	}
	return UK_PAGE_NONE;
}

static bool is_all(uintptr_t address, uintptr_t end, unsigned int rights)
{
	for (; address < end; address += UK_PAGE_SIZE)
		if (uk_arch_page_rights(address) != rights)
			return false;
	return true;
}

/* Else only what is so already can be asked for. */
int uk_arch_page_protect(uintptr_t address, size_t length, unsigned int rights)
{
	uintptr_t end = address + length;

	if (!UK_IS_ALIGNED(address | length, UK_PAGE_SIZE) || end < address)
		return -EINVAL;
	if (is_all(address, end, rights))
		return 0;
	if (rights == (UK_PAGE_READ | UK_PAGE_EXECUTE) &&
	    is_all(address, end, UK_PAGE_READ | UK_PAGE_WRITE))
		return rx_once_make(address, length);
	return -EPERM;
}
