/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reads the Multiboot2 boot information (specification 2.0, section 3.6): a size, then
 * tags, each with a type and a size, on 8-byte boundaries.
 */
#include <uk/errno.h>

#include <uk/boot_protocol.h>

#define TAG_END 0
#define TAG_COMMAND_LINE 1
#define TAG_MODULE 3
#define TAG_MEMORY_MAP 6
#define TAG_ACPI_OLD_ROOT 14
#define TAG_ACPI_NEW_ROOT 15
#define MAP_TYPE_RAM 1
#define INFORMATION_MOST (1u << 20)

struct information {
	uint32_t size;
	uint32_t reserved;
};

struct tag {
	uint32_t type;
	uint32_t size; /* without the padding to 8 bytes */
};

struct module_tag {
	struct tag tag;
	uint32_t start;
	uint32_t end;
};

struct memory_tag {
	struct tag tag;
	uint32_t entry_size;
	uint32_t entry_version;
};

struct map_entry {
	uint64_t base;
	uint64_t length;
	uint32_t type;
	uint32_t reserved;
};

/* The first tag of that type whose size is at least `least`, or NULL. */
static const void *find_tag(uintptr_t address, uint32_t type, size_t least)
{
	const struct information *info = boot_map(address, sizeof(*info));
	size_t offset = sizeof(*info);
	uint32_t size;

	if (!info || !UK_IS_ALIGNED(address, sizeof(uint64_t)))
		return NULL;
	size = info->size;
	if (size > INFORMATION_MOST || !boot_map(address, size))
		return NULL;
	while (offset + sizeof(struct tag) <= size) {
		const struct tag *tag =
			(const void *)((const char *)info + offset);

		if (tag->type == TAG_END || tag->size < sizeof(*tag) ||
		    tag->size > size - offset)
			return NULL;
		if (tag->type == type && tag->size >= least)
			return tag;
		offset += UK_ALIGN_UP(tag->size, 8);
	}
	return NULL;
}

static uint64_t command_line(uintptr_t information)
{
	const struct tag *tag =
		find_tag(information, TAG_COMMAND_LINE, sizeof(*tag) + 1);

	return tag ? (uintptr_t)(tag + 1) : 0;
}

static uint64_t acpi_root(uintptr_t information)
{
	const struct tag *tag =
		find_tag(information, TAG_ACPI_NEW_ROOT, sizeof(*tag) + 36);

	if (!tag) /* ACPI 1.0: a root pointer of 20 bytes */
		tag = find_tag(information, TAG_ACPI_OLD_ROOT,
			       sizeof(*tag) + 20);
	return tag ? (uintptr_t)(tag + 1) : 0;
}

static bool module(uintptr_t information, uint64_t *base, uint64_t *length)
{
	const struct module_tag *tag =
		find_tag(information, TAG_MODULE, sizeof(*tag));

	if (!tag || tag->end < tag->start)
		return false;
	*base = tag->start;
	*length = tag->end - tag->start;
	return true;
}

static int memory(uintptr_t information, struct regions *regions)
{
	const struct memory_tag *map =
		find_tag(information, TAG_MEMORY_MAP, sizeof(*map));
	const struct information *info = (const void *)information;

	if (!map || map->entry_size < sizeof(struct map_entry) ||
	    !UK_IS_ALIGNED(map->entry_size, sizeof(uint64_t)))
		return -EINVAL;
	for (int pass = 0; pass < 2; pass++) {
		size_t at = sizeof(*map);

		for (; map->tag.size - at >= map->entry_size;
		     at += map->entry_size) {
			const struct map_entry *entry =
				(const void *)((const char *)map + at);
			bool is_ram = entry->type == MAP_TYPE_RAM;

			/* first all RAM, then what lies in it and is not free */
			if (pass == 0 && is_ram)
				regions_add(regions, entry->base,
					    entry->length);
			else if (pass == 1 && !is_ram)
				regions_remove(regions, entry->base,
					       entry->length);
		}
	}
	/* the root pointer may be a copy inside it that is read later */
	return regions_remove(regions, information, info->size);
}

const struct boot_protocol boot_multiboot2 = {
	.command_line = command_line,
	.memory = memory,
	.acpi_root = acpi_root,
	.module = module,
};
