/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Any bytes as boot information, of either protocol. What comes out must be a proper set of
 * regions; what lies outside of the input is not mapped.
 */
#include <stdlib.h>
#include <string.h>
#include <uk/arch/paging.h>
#include <uk/errno.h>

#include <uk/boot_protocol.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PVH_MAP 40 /* offset of the map's address */
#define PVH_BYTES 56

static uint8_t *memory;
static size_t memory_size;

const void *boot_map(uint64_t address, size_t length)
{
	uintptr_t start = (uintptr_t)memory;

	if (address < start || length > memory_size ||
	    address - start > memory_size - length)
		return NULL;
	return (const void *)(uintptr_t)address;
}

int uk_arch_page_protect(uintptr_t address, size_t length, unsigned int rights)
{
	(void)address;
	(void)length;
	(void)rights;
	return -EINVAL;
}

/* Whether it is asked is the version's to say; what it adds stays. */
static unsigned int asked;

int boot_map_without_loader(struct regions *regions)
{
	asked++;
	return regions_add(regions, 0x10000, 0x4000);
}

static void check(const struct boot_protocol *protocol)
{
	struct regions regions = { .count = 0 };
	uint64_t end = 0;

	protocol->memory((uintptr_t)memory, &regions);
	if (regions.count > REGIONS_MOST)
		abort();
	for (unsigned int i = 0; i < regions.count; i++) {
		const struct uk_memory_region *region = &regions.region[i];

		if (!region->length || region->base % UK_PAGE_SIZE ||
		    region->length % UK_PAGE_SIZE ||
		    (i && region->base <= end) ||
		    region->base + region->length > 1ULL << 39)
			abort();
		end = region->base + region->length;
	}
	protocol->command_line((uintptr_t)memory);
	protocol->acpi_root((uintptr_t)memory);
	protocol->module((uintptr_t)memory, &end, &end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t map;
	uint32_t total = (uint32_t)size;

	memory = malloc(size);
	memory_size = size;
	memcpy(memory, data, size);
	check(&boot_pvh);
	check(&boot_multiboot2);
	/* past the first checks: a right magic, an address inside, a right size */
	if (size >= PVH_MAP + 8) {
		memcpy(memory, "\x78\xc5\x6e\x33\x01\0\0", 8);
		memcpy(&map, memory + PVH_MAP, sizeof(map));
		map = (uintptr_t)memory + map % size;
		memcpy(memory + PVH_MAP, &map, sizeof(map));
		asked = 0;
		check(&boot_pvh);
		memset(memory + 4, 0, 4); /* version 0: the map is not looked at */
		check(&boot_pvh);
		if (size >= PVH_BYTES && asked != 1)
			abort();
		memcpy(memory, &total, sizeof(total));
		check(&boot_multiboot2);
	}
	free(memory);
	return 0;
}
