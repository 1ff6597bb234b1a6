/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Free memory: the boot protocol's map without the image, mapped and given to
 * the allocator; and the frames for page tables.
 */
#include <uk/arch/paging.h>
#include <uk/errno.h>
#include <uk/image.h>
#include <uk/plat/memory.h>

#include <uk/boot_protocol.h>

#define LOW_MEMORY_END 0x100000UL
/* Below this much RAM, the 640 KiB under the first megabyte are worth the
 * instructions that it takes to map them.
 */
#define SMALL_MEMORY (16UL << 20)

#define RESERVE                                              \
	(CONFIG_PLAT_TABLE_RESERVE > CONFIG_PLAT_TABLE_LEAST \
		 ? CONFIG_PLAT_TABLE_RESERVE                 \
		 : CONFIG_PLAT_TABLE_LEAST)

static char reserve[RESERVE * UK_PAGE_SIZE] __uk_aligned(UK_PAGE_SIZE);
static size_t reserve_taken;
static void *(*page_source)(void);
static size_t total;

/* While memory is being mapped: the largest region that already is */
static struct uk_memory_region *mapped;

void *uk_plat_page_take(void)
{
	if (page_source)
		return page_source();
	if (mapped && mapped->length) {
		mapped->length -= UK_PAGE_SIZE;
		return (void *)(mapped->base + mapped->length);
	}
	if (reserve_taken == sizeof(reserve))
		return NULL;
	reserve_taken += UK_PAGE_SIZE;
	return reserve + reserve_taken - UK_PAGE_SIZE;
}

void uk_plat_page_source_set(void *(*take)(void))
{
	page_source = take;
}

static int find(struct regions *regions)
{
	int error;

	regions->count = 0;
	error = boot_protocol()->memory(boot_information(), regions);
	if (error)
		return error;
	total = 0;
	for (unsigned int i = 0; i < regions->count; i++)
		total += regions->region[i].length;
	error = regions_remove(regions, (uintptr_t)uk_image_text,
			       uk_image_end - uk_image_text);
	if (!error)
		error = initrd_keep(regions);
	if (!error)
		error = regions_remove(regions, 0, UK_PAGE_SIZE);
	if (!error && total >= SMALL_MEMORY)
		error = regions_remove(regions, 0, LOW_MEMORY_END);
	return error;
}

/*
 * The first region is mapped from the reserve; the largest of those mapped then serves for
 * the tables of the others (firmware's maps begin with crumbs).
 */
static int map(struct regions *regions)
{
	int error = 0;

	for (unsigned int i = 0; i < regions->count && !error; i++) {
		struct uk_memory_region *region = &regions->region[i];

		error = uk_arch_page_protect(region->base, region->length,
					     UK_PAGE_READ | UK_PAGE_WRITE);
		if (!mapped || region->length > mapped->length)
			mapped = region;
	}
	if (!error)
		error = initrd_map(mapped);
	mapped = NULL;
	return error;
}

int uk_plat_memory_give(int (*give)(void *context, uintptr_t base,
				    size_t length),
			void *context)
{
	struct regions regions;
	int error = find(&regions);

	if (!error)
		error = map(&regions);
	while (!error && regions.count) {
		unsigned int largest = 0;

		for (unsigned int i = 1; i < regions.count; i++)
			if (regions.region[i].length >
			    regions.region[largest].length)
				largest = i;
		error = give(context, regions.region[largest].base,
			     regions.region[largest].length);
		regions.region[largest] = regions.region[--regions.count];
	}
	return error;
}

size_t uk_plat_memory_total(void)
{
	return total;
}
