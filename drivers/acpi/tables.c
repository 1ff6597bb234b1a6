/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds ACPI tables from the root pointer down (ACPI 6.5, sections 5.2.5 to 5.2.8).
 */
#include <uk/acpi.h>
#include <uk/string.h>

#define TABLE_BYTES_MOST (1u << 20)
/* Where PC firmware puts the root pointer: 5.2.5.1 */
#define BIOS_AREA 0xe0000
#define BIOS_AREA_BYTES 0x20000
#define ROOT_ALIGNMENT 16
#define ROOT_BYTES_V1 20 /* what the first checksum covers */

struct root_pointer {
	char signature[8];
	uint8_t checksum;
	char oem[6];
	uint8_t revision;
	uint32_t rsdt;
	/* revision 2 and up */
	uint32_t length;
	uint64_t xsdt;
	uint8_t extended_checksum;
	uint8_t reserved[3];
} __uk_packed;

static bool sums_to_zero(const void *bytes, size_t length)
{
	const uint8_t *byte = bytes;
	uint8_t sum = 0;

	while (length--)
		sum += *byte++;
	return sum == 0;
}

static const struct uk_acpi_header *table_at(uint64_t address, uk_acpi_map map)
{
	const struct uk_acpi_header *table = map(address, sizeof(*table));

	if (!table || table->length < sizeof(*table) ||
	    table->length > TABLE_BYTES_MOST || !map(address, table->length) ||
	    !sums_to_zero(table, table->length))
		return NULL;
	return table;
}

static bool is_root(const struct root_pointer *root)
{
	return !memcmp(root->signature, "RSD PTR ", sizeof(root->signature)) &&
	       sums_to_zero(root, ROOT_BYTES_V1);
}

static const struct root_pointer *find_root(uint64_t address, uk_acpi_map map)
{
	const struct root_pointer *root;
	const char *area;

	if (address) {
		root = map(address, ROOT_BYTES_V1);
		return root && is_root(root) ? root : NULL;
	}
	area = map(BIOS_AREA, BIOS_AREA_BYTES);
	for (size_t at = 0; area && at < BIOS_AREA_BYTES;
	     at += ROOT_ALIGNMENT) {
		root = (const void *)(area + at);
		if (is_root(root))
			return root;
	}
	return NULL;
}

const struct uk_acpi_header *uk_acpi_find(const char signature[4],
					  uint64_t address, uk_acpi_map map)
{
	const struct root_pointer *root = find_root(address, map);
	const struct uk_acpi_header *list = NULL;
	unsigned int entry_bytes = sizeof(uint64_t);

	if (!root)
		return NULL;
	if (root->revision >= 2 && map((uintptr_t)root, sizeof(*root)) &&
	    sums_to_zero(root, sizeof(*root)))
		list = table_at(root->xsdt, map);
	if (!list) {
		list = table_at(root->rsdt, map);
		entry_bytes = sizeof(uint32_t);
	}
	if (!list)
		return NULL;
	for (size_t at = sizeof(*list); at + entry_bytes <= list->length;
	     at += entry_bytes) {
		const struct uk_acpi_header *table;
		uint64_t entry = 0;

		memcpy(&entry, (const char *)list + at, entry_bytes);
		table = table_at(entry, map);
		if (table && !memcmp(table->signature, signature, 4))
			return table;
	}
	return NULL;
}
