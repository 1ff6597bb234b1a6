/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mapping, and changing what is mapped. Whatever may fail comes first, so a call that
 * fails has changed nothing.
 */
#include "pages.h"

#include <uk/errno.h>

#include "regions.h"

#define WRITE_EXECUTE (UK_PAGE_WRITE | UK_PAGE_EXECUTE)

static bool in_window(uintptr_t address, size_t length)
{
	return UK_IS_ALIGNED(address | length, UK_PAGE_SIZE) && length &&
	       uk_window_has(address) && length <= UK_WINDOW_END - address;
}

static bool is_free(uintptr_t start, uintptr_t end)
{
	const struct vmem_region *region = vmem_region_behind(start);

	return !region || region->start >= end;
}

static int choose(uintptr_t *address, size_t length, unsigned int flags)
{
	bool fits = in_window(*address, length);

	if (flags & (UK_VMEM_FIXED | UK_VMEM_FIXED_FREE)) {
		if (!fits)
			return -EINVAL;
		return flags & UK_VMEM_FIXED_FREE &&
				       !is_free(*address, *address + length) ?
			       -EEXIST :
			       0;
	}
	if (!fits || !is_free(*address, *address + length))
		*address = vmem_regions_gap(length);
	return *address ? 0 : -ENOMEM;
}

static int populate(uintptr_t start, uintptr_t end, unsigned int rights)
{
	for (uintptr_t at = start; at < end; at += UK_PAGE_SIZE)
		if (!uk_arch_window_page(at) && !vmem_page_make(at, rights))
			return -ENOMEM;
	return 0;
}

int uk_vmem_map(uintptr_t *address, size_t length, unsigned int rights,
		unsigned int flags)
{
	uintptr_t end;
	int error;

	if (!length)
		return -EINVAL;
	if ((rights & WRITE_EXECUTE) == WRITE_EXECUTE)
		return -ENOTSUP;
	if (length > UK_WINDOW_END - UK_WINDOW_START)
		return -ENOMEM;
	length = UK_ALIGN_UP(length, UK_PAGE_SIZE);
	error = choose(address, length, flags);
	if (!error && flags & UK_VMEM_FIXED)
		error = uk_vmem_unmap(*address, length);
	if (error)
		return error;
	end = *address + length;
	if (flags & UK_VMEM_POPULATE)
		error = populate(*address, end, rights);
	if (!error)
		error = vmem_regions_add(*address, end, rights,
					 flags & UK_VMEM_CONTENT);
	if (error)
		vmem_pages_free(*address, end);
	else
		vmem_regions_join(*address, end);
	return error;
}

int uk_vmem_unmap(uintptr_t address, size_t length)
{
	uintptr_t end = address + length;
	int error;

	if (!in_window(address, length))
		return -EINVAL;
	error = vmem_regions_cut(address, end);
	if (error)
		return error;
	vmem_regions_remove(address, end);
	vmem_pages_free(address, end);
	return 0;
}

int uk_vmem_protect(uintptr_t address, size_t length, unsigned int rights)
{
	uintptr_t end = address + length, at = address;
	struct vmem_region *region;
	int error;

	if (!in_window(address, length))
		return -EINVAL;
	if ((rights & WRITE_EXECUTE) == WRITE_EXECUTE)
		return -ENOTSUP;
	if (!vmem_regions_cover(address, end, UK_PAGE_NONE))
		return -ENOMEM;
	error = vmem_regions_cut(address, end);
	if (error)
		return error;
	for (region = vmem_region_behind(address);
	     region && region->start < end; region = vmem_region_next(region))
		region->rights = rights;
	while ((at = uk_arch_window_next(at, end)) != end) {
		uk_arch_window_protect(at, rights);
		at += UK_PAGE_SIZE;
	}
	vmem_regions_join(address, end);
	return 0;
}

int uk_vmem_discard(uintptr_t address, size_t length)
{
	uintptr_t end = address + length;

	if (!in_window(address, length))
		return -EINVAL;
	if (!vmem_regions_cover(address, end, UK_PAGE_NONE))
		return -ENOMEM;
	for (struct vmem_region *region = vmem_region_behind(address);
	     region && region->start < end; region = vmem_region_next(region))
		if (!region->content)
			vmem_pages_free(UK_MAX(address, region->start),
					UK_MIN(end, region->end));
	return 0;
}

int uk_vmem_populate(uintptr_t address, size_t length)
{
	uintptr_t end = address + length;

	if (!in_window(address, length))
		return -EINVAL;
	if (!vmem_regions_cover(address, end, UK_PAGE_NONE))
		return -ENOMEM;
	for (struct vmem_region *region = vmem_region_behind(address);
	     region && region->start < end; region = vmem_region_next(region))
		if (populate(UK_MAX(address, region->start),
			     UK_MIN(end, region->end), region->rights))
			return -ENOMEM;
	return 0;
}

/* Elsewhere: the pages go along, the old range is free. */
static int move(uintptr_t *address, size_t length, size_t new_length)
{
	uintptr_t from = *address, to = vmem_regions_gap(new_length);
	const struct vmem_region *old = vmem_region_at(from);
	unsigned int rights = old->rights;
	bool content = old->content;
	int error = to ? vmem_regions_cut(from, from + length) : -ENOMEM;

	if (error)
		return error;
	error = vmem_pages_move(to, from, length, rights);
	if (!error) {
		error = vmem_regions_add(to, to + new_length, rights, content);
		if (error) /* the tables are there: this cannot fail */
			(void)vmem_pages_move(from, to, length, rights);
	}
	if (error) {
		vmem_regions_join(from, from + length);
		return error;
	}
	vmem_regions_remove(from, from + length);
	vmem_regions_join(to, to + new_length);
	*address = to;
	return 0;
}

int uk_vmem_resize(uintptr_t *address, size_t length, size_t new_length,
		   unsigned int flags)
{
	uintptr_t end = *address + length;
	const struct vmem_region *region;

	if (!in_window(*address, length) || !new_length ||
	    !UK_IS_ALIGNED(new_length, UK_PAGE_SIZE))
		return -EINVAL;
	if (new_length > UK_WINDOW_END - UK_WINDOW_START)
		return -ENOMEM;
	region = vmem_region_at(*address);
	if (!region || region->end < end)
		return -EFAULT;
	if (new_length == length)
		return 0;
	if (new_length < length)
		return uk_vmem_unmap(*address + new_length,
				     length - new_length);
	if (new_length <= UK_WINDOW_END - *address &&
	    is_free(end, *address + new_length)) {
		int error = vmem_regions_add(end, *address + new_length,
					     region->rights, region->content);

		vmem_regions_join(end, *address + new_length);
		return error;
	}
	return flags & UK_VMEM_MAY_MOVE ? move(address, length, new_length) :
					  -ENOMEM;
}

bool uk_vmem_has(uintptr_t address, size_t length, unsigned int rights)
{
	return uk_window_has(address) && length <= UK_WINDOW_END - address &&
	       (!length ||
		vmem_regions_cover(address, address + length, rights));
}

void *uk_vmem_memory(uintptr_t address)
{
	uintptr_t start = UK_ALIGN_DOWN(address, UK_PAGE_SIZE);
	const struct vmem_region *region =
		uk_window_has(start) ? vmem_region_at(start) : NULL;
	char *page;

	if (!region)
		return NULL;
	page = uk_arch_window_page(start);
	if (!page)
		page = vmem_page_make(start, region->rights);
	return page ? page + (address - start) : NULL;
}

void uk_vmem_stats(struct uk_vmem_stats *stats)
{
	*stats = (struct uk_vmem_stats){
		.mapped_bytes = vmem_region_bytes,
		.resident_bytes = vmem_pages_resident * UK_PAGE_SIZE,
		.mappings = vmem_region_count,
	};
}
