/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Xen's own map of the memory, for a dom0: its start information has none
 * (xen/include/public/memory.h, XENMEM_memory_map).
 */
#include <uk/boot_protocol.h>
#include <uk/errno.h>
#include <uk/xen/hypercall.h>

#define MEMORY_MAP 9
#define ENTRIES_MOST 128 /* as in Xen: E820MAX */
#define TYPE_RAM 1

struct memory_map {
	uint32_t entries;
	uint64_t buffer;
};

static struct entry {
	uint64_t base;
	uint64_t length;
	uint32_t type;
} __uk_packed entries[ENTRIES_MOST];

int boot_map_without_loader(struct regions *regions)
{
	struct memory_map map = { .entries = ENTRIES_MOST,
				  .buffer = (uintptr_t)entries };
	long error;

	if (!uk_xen_present())
		return -ENODEV;
	error = uk_xen_operation(XEN_MEMORY_OP, MEMORY_MAP, &map);
	if (error)
		return (int)error;
	if (map.entries > ENTRIES_MOST)
		return -EINVAL;
	for (uint32_t i = 0; i < map.entries; i++)
		if (entries[i].type == TYPE_RAM)
			regions_add(regions, entries[i].base,
				    entries[i].length);
	for (uint32_t i = 0; i < map.entries; i++)
		if (entries[i].type != TYPE_RAM)
			regions_remove(regions, entries[i].base,
				       entries[i].length);
	return 0;
}
