/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See regions.h.
 */
#include "regions.h"

#include <uk/alloc.h>

struct uk_list_head vmem_regions = UK_LIST_HEAD_INIT(vmem_regions);
unsigned int vmem_region_count;
size_t vmem_region_bytes;

/* Programs touch again where they touched last. */
static struct vmem_region *latest;

static struct vmem_region *first(void)
{
	return uk_list_empty(&vmem_regions) ?
		       NULL :
		       uk_list_first(&vmem_regions, struct vmem_region, link);
}

struct vmem_region *vmem_region_next(const struct vmem_region *region)
{
	return region->link.next == &vmem_regions ?
		       NULL :
		       uk_list_entry(region->link.next, struct vmem_region,
				     link);
}

struct vmem_region *vmem_region_behind(uintptr_t address)
{
	struct vmem_region *region =
		latest && latest->start <= address ? latest : first();

	while (region && region->end <= address)
		region = vmem_region_next(region);
	if (region)
		latest = region;
	return region;
}

struct vmem_region *vmem_region_at(uintptr_t address)
{
	struct vmem_region *region = vmem_region_behind(address);

	return region && region->start <= address ? region : NULL;
}

bool vmem_regions_cover(uintptr_t start, uintptr_t end, unsigned int rights)
{
	struct vmem_region *region = vmem_region_behind(start);

	for (; region && region->start <= start;
	     region = vmem_region_next(region)) {
		if ((region->rights & rights) != rights)
			return false;
		if (region->end >= end)
			return true;
		start = region->end;
	}
	return false;
}

uintptr_t vmem_regions_gap(size_t length)
{
	uintptr_t start = UK_WINDOW_START;

	for (struct vmem_region *region = first(); region;
	     region = vmem_region_next(region)) {
		if (region->start - start >= length)
			return start;
		start = region->end;
	}
	return UK_WINDOW_END - start >= length ? start : 0;
}

static struct vmem_region *insert(struct uk_list_head *before, uintptr_t start,
				  uintptr_t end, unsigned int rights,
				  bool content)
{
	struct vmem_region *region =
		uk_malloc(uk_alloc_default(), sizeof(*region));

	if (!region)
		return NULL;
	*region = (struct vmem_region){
		.start = start, .end = end, .rights = rights, .content = content
	};
	uk_list_add_tail(&region->link, before);
	vmem_region_count++;
	return region;
}

static void forget(struct vmem_region *region)
{
	if (latest == region)
		latest = NULL;
	uk_list_del(&region->link);
	vmem_region_count--;
	uk_free(uk_alloc_default(), region);
}

static struct vmem_region *join_with_next(struct vmem_region *region)
{
	struct vmem_region *next = vmem_region_next(region);

	if (!next || next->start != region->end ||
	    next->rights != region->rights || next->content != region->content)
		return next;
	region->end = next->end;
	forget(next);
	return region;
}

void vmem_regions_join(uintptr_t start, uintptr_t end)
{
	/* one page before, for the neighbour that ends at `start` */
	struct vmem_region *region = vmem_region_behind(start - 1);

	while (region && region->start <= end)
		region = join_with_next(region);
}

int vmem_regions_add(uintptr_t start, uintptr_t end, unsigned int rights,
		     bool content)
{
	struct vmem_region *behind = vmem_region_behind(start);

	if (!insert(behind ? &behind->link : &vmem_regions, start, end, rights,
		    content))
		return -ENOMEM;
	vmem_region_bytes += end - start;
	return 0;
}

/* Only where `address` lies within a region. */
static int cut_at(uintptr_t address)
{
	struct vmem_region *region = vmem_region_at(address);

	if (!region || region->start == address)
		return 0;
	if (!insert(region->link.next, address, region->end, region->rights,
		    region->content))
		return -ENOMEM;
	region->end = address;
	return 0;
}

int vmem_regions_cut(uintptr_t start, uintptr_t end)
{
	int error = cut_at(start);

	if (!error)
		error = cut_at(end);
	if (error)
		vmem_regions_join(start, start);
	return error;
}

void vmem_regions_remove(uintptr_t start, uintptr_t end)
{
	struct vmem_region *region = vmem_region_behind(start);

	while (region && region->end <= end) {
		struct vmem_region *next = vmem_region_next(region);

		vmem_region_bytes -= region->end - region->start;
		forget(region);
		region = next;
	}
}
