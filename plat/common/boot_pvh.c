/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reads the PVH start information: struct hvm_start_info and its memory map
 * (Xen: xen/include/public/arch-x86/hvm/start_info.h).
 */
#include <uk/arch/paging.h>
#include <uk/errno.h>
#include <uk/string.h>

#include <uk/boot_protocol.h>

#define START_MAGIC 0x336ec578u
#define MAP_VERSION 1 /* the first version with a memory map */
#define MAP_TYPE_RAM 1
#define MAP_ENTRIES_MOST 1024
#define MODULES_MOST 32 /* more than anybody passes */

struct start_info {
	uint32_t magic;
	uint32_t version;
	uint32_t flags;
	uint32_t module_count;
	uint64_t modules;
	uint64_t command_line;
	uint64_t acpi_root;
	uint64_t map; /* from here on: version 1 */
	uint32_t map_entries;
	uint32_t reserved;
};

struct map_entry {
	uint64_t base;
	uint64_t length;
	uint32_t type;
	uint32_t reserved;
};

struct module {
	uint64_t base;
	uint64_t length;
	uint64_t command_line;
	uint64_t reserved;
};

static const struct start_info *start_info(uintptr_t information)
{
	const struct start_info *info = boot_map(information, sizeof(*info));

	return info && UK_IS_ALIGNED(information, sizeof(uint64_t)) &&
	       info->magic == START_MAGIC ? info : NULL;
}

static uint64_t command_line(uintptr_t information)
{
	const struct start_info *info = start_info(information);

	return info ? info->command_line : 0;
}

static uint64_t acpi_root(uintptr_t information)
{
	const struct start_info *info = start_info(information);

	return info ? info->acpi_root : 0;
}

static bool module(uintptr_t information, uint64_t *base, uint64_t *length)
{
	const struct start_info *info = start_info(information);
	struct module first;
	const void *list;

	if (!info || !info->module_count || info->module_count > MODULES_MOST)
		return false;
	list = boot_map(info->modules, sizeof(first));
	if (!list)
		return false;
	/* the firmware of QEMU's microvm aligns it to 4 only */
	memcpy(&first, list, sizeof(first));
	*base = first.base;
	*length = first.length;
	return true;
}

/* QEMU puts the map into the first page, behind the BIOS's data: that page is
 * mapped for as long as it is read, no longer.
 */
static int null_page(unsigned int rights)
{
	return uk_arch_page_protect(0, UK_PAGE_SIZE, rights);
}

static int read_map(const struct start_info *info, struct regions *regions)
{
	const struct map_entry *map = (const void *)info->map;
	uint64_t start = UK_MAX(info->map, (uint64_t)UK_PAGE_SIZE);
	uint64_t end = info->map + info->map_entries * sizeof(*map);

	if (end < info->map || !info->map ||
	    (end > start && !boot_map(start, end - start)))
		return -EFAULT;
	for (uint32_t i = 0; i < info->map_entries; i++)
		if (map[i].type == MAP_TYPE_RAM)
			regions_add(regions, map[i].base, map[i].length);
	for (uint32_t i = 0; i < info->map_entries; i++)
		if (map[i].type != MAP_TYPE_RAM)
			regions_remove(regions, map[i].base, map[i].length);
	return 0;
}

static int memory(uintptr_t information, struct regions *regions)
{
	const struct start_info *info = start_info(information);
	bool in_null_page;
	int error;

	if (info && info->version < MAP_VERSION)
		return boot_map_without_loader(regions);
	if (!info || info->map_entries > MAP_ENTRIES_MOST ||
	    !UK_IS_ALIGNED(info->map, sizeof(uint64_t)))
		return -EINVAL;
	in_null_page = info->map < UK_PAGE_SIZE;
	if (in_null_page) {
		error = null_page(UK_PAGE_READ);
		if (error)
			return error;
	}
	error = read_map(info, regions);
	if (in_null_page)
		null_page(UK_PAGE_NONE);
	/* it says where ACPI is, which is asked for at the machine's end */
	if (!error)
		error = regions_remove(regions, information, sizeof(*info));
	return error;
}

const struct boot_protocol boot_pvh = {
	.command_line = command_line,
	.memory = memory,
	.acpi_root = acpi_root,
	.module = module,
};
