/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A small sorted set of memory ranges.
 */
#include <uk/arch/paging.h>
#include <uk/errno.h>
#include <uk/string.h>

#include <uk/regions.h>

/* What one top-level page-table entry can map, which is all that we do */
#define ADDRESS_LIMIT (1ULL << 39)

static uint64_t end_of(const struct uk_memory_region *region)
{
	return region->base + region->length;
}

static void delete (struct regions *regions, unsigned int at)
{
	memmove(&regions->region[at], &regions->region[at + 1],
		(--regions->count - at) * sizeof(regions->region[0]));
}

static int insert(struct regions *regions, unsigned int at, uint64_t base,
		  uint64_t end)
{
	if (regions->count == REGIONS_MOST)
		return -ENOMEM;
	memmove(&regions->region[at + 1], &regions->region[at],
		(regions->count++ - at) * sizeof(regions->region[0]));
	regions->region[at] = (struct uk_memory_region){ base, end - base };
	return 0;
}

/* The range's end, cut off at the limit */
static uint64_t limited_end(uint64_t base, uint64_t length)
{
	uint64_t room = ADDRESS_LIMIT - UK_MIN(base, ADDRESS_LIMIT);

	return base + UK_MIN(length, room);
}

int regions_add(struct regions *regions, uint64_t base, uint64_t length)
{
	uint64_t end = UK_ALIGN_DOWN(limited_end(base, length), UK_PAGE_SIZE);
	unsigned int at = 0;

	if (base >= ADDRESS_LIMIT)
		return 0;
	base = UK_ALIGN_UP(base, UK_PAGE_SIZE);
	if (base >= end)
		return 0;
	while (at < regions->count && end_of(&regions->region[at]) < base)
		at++;
	/* swallow every region that the new one touches */
	while (at < regions->count && regions->region[at].base <= end) {
		base = UK_MIN(base, (uint64_t)regions->region[at].base);
		end = UK_MAX(end, end_of(&regions->region[at]));
		delete (regions, at);
	}
	return insert(regions, at, base, end);
}

int regions_remove(struct regions *regions, uint64_t base, uint64_t length)
{
	uint64_t end = limited_end(base, length);
	unsigned int at = 0;

	if (base >= end)
		return 0;
	base = UK_ALIGN_DOWN(base, UK_PAGE_SIZE);
	end = UK_ALIGN_UP(end, UK_PAGE_SIZE);
	while (at < regions->count) {
		struct uk_memory_region *region = &regions->region[at];
		uint64_t region_end = end_of(region);

		if (region_end <= base || region->base >= end) {
			at++;
		} else if (region->base < base) {
			region->length = base - region->base;
			at++;
			if (region_end > end)
				return insert(regions, at, end, region_end);
		} else if (region_end > end) {
			region->base = end;
			region->length = region_end - end;
			at++;
		} else {
			delete (regions, at);
		}
	}
	return 0;
}
