/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pages that come when they are touched.
 */
#include "pages.h"

#include <uk/alloc.h>
#include <uk/print.h>
#include <uk/string.h>
#include <uk/trap.h>

#include "regions.h"

size_t vmem_pages_resident;

void *vmem_page_make(uintptr_t address, unsigned int rights)
{
	void *page = uk_palloc(uk_alloc_default(), 1);

	if (!page)
		return NULL;
	memset(page, 0, UK_PAGE_SIZE);
	if (uk_arch_window_map(address, page, rights)) {
		uk_pfree(uk_alloc_default(), page, 1);
		return NULL;
	}
	vmem_pages_resident++;
	return page;
}

void vmem_pages_free(uintptr_t start, uintptr_t end)
{
	for (;;) {
		start = uk_arch_window_next(start, end);
		if (start == end)
			break;
		uk_pfree(uk_alloc_default(), uk_arch_window_unmap(start), 1);
		vmem_pages_resident--;
	}
}

/* Moves what is there as far as tables can be had: how far. */
static uintptr_t move(uintptr_t to, uintptr_t from, size_t length,
		      unsigned int rights)
{
	uintptr_t at = from, end = from + length;

	while ((at = uk_arch_window_next(at, end)) != end) {
		if (uk_arch_window_map(at - from + to, uk_arch_window_page(at),
				       rights))
			break;
		uk_arch_window_unmap(at);
	}
	return at - from;
}

int vmem_pages_move(uintptr_t to, uintptr_t from, size_t length,
		    unsigned int rights)
{
	size_t moved = move(to, from, length, rights);

	if (moved == length)
		return 0;
	move(from, to, moved, rights); /* where they were there are tables */
	return -ENOMEM;
}

/* A touch of what is mapped and has no page yet. */
static bool repair(struct uk_arch_registers *registers __uk_unused,
		   const struct uk_arch_trap *trap)
{
	uintptr_t address = UK_ALIGN_DOWN(trap->address, UK_PAGE_SIZE);
	const struct vmem_region *region;

	if (!trap->has_address || trap->is_mapped || !uk_window_has(address))
		return false;
	region = vmem_region_at(address);
	if (!region || !(region->rights & trap->access) ||
	    uk_arch_window_page(address))
		return false;
	if (vmem_page_make(address, region->rights))
		return true;
	uk_pr_err("vmem: no memory for the page at %#lx, which is mapped\n",
		  address);
	return false;
}

UK_TRAP_REPAIR(ukvmem, repair);
