/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds ACPI tables from the root pointer down (ACPI 6.5, sections 5.2.5 to 5.2.9).
 */
#include <uk/string.h>

#include "private.h"

#define TABLE_BYTES_MOST (1u << 20)
/* Where PC firmware puts the root pointer: 5.2.5.1 */
#define BIOS_AREA 0xe0000
#define BIOS_AREA_BYTES 0x20000
#define ROOT_ALIGNMENT 16
#define ROOT_BYTES_V1 20 /* what the first checksum covers */

/* In the FADT: 5.2.9 */
#define FADT_DSDT 40
#define FADT_DSDT_64 140

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

const struct uk_acpi_header *acpi_table_at(uint64_t address, uk_acpi_map map)
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

/* Its physical address, or 0. */
static uint64_t find_root(uint64_t address, uk_acpi_map map)
{
	const void *root;
	const char *area;

	if (address) {
		root = map(address, ROOT_BYTES_V1);
		return root && is_root(root) ? address : 0;
	}
	area = map(BIOS_AREA, BIOS_AREA_BYTES);
	for (size_t at = 0; area && at < BIOS_AREA_BYTES; at += ROOT_ALIGNMENT)
		if (is_root((const void *)(area + at)))
			return BIOS_AREA + at;
	return 0;
}

const struct uk_acpi_header *uk_acpi_find(const char signature[4],
					  uint64_t address, uk_acpi_map map)
{
	const struct uk_acpi_header *list = NULL;
	unsigned int entry_bytes = sizeof(uint64_t);
	const struct root_pointer *root;

	address = find_root(address, map);
	if (!address)
		return NULL;
	root = map(address, ROOT_BYTES_V1);
	if (!root)
		return NULL;
	if (root->revision >= 2 && map(address, sizeof(*root)) &&
	    sums_to_zero(root, sizeof(*root)))
		list = acpi_table_at(root->xsdt, map);
	if (!list) {
		list = acpi_table_at(root->rsdt, map);
		entry_bytes = sizeof(uint32_t);
	}
	if (!list)
		return NULL;
	for (size_t at = sizeof(*list); at + entry_bytes <= list->length;
	     at += entry_bytes) {
		const struct uk_acpi_header *table;
		uint64_t entry = 0;

		memcpy(&entry, (const char *)list + at, entry_bytes);
		table = acpi_table_at(entry, map);
		if (table && !memcmp(table->signature, signature, 4))
			return table;
	}
	return NULL;
}

uint64_t acpi_field(const struct uk_acpi_header *table, size_t offset,
		    size_t size)
{
	uint64_t value = 0;

	if (offset + size <= table->length)
		memcpy(&value, (const char *)table + offset, size);
	return value;
}

const struct uk_acpi_header *acpi_dsdt(const struct uk_acpi_header *fadt,
				       uk_acpi_map map)
{
	uint64_t address = acpi_field(fadt, FADT_DSDT_64, 8);

	if (!address)
		address = acpi_field(fadt, FADT_DSDT, 4);
	return acpi_table_at(address, map);
}

const struct uk_acpi_header *uk_acpi_dsdt(uint64_t root, uk_acpi_map map)
{
	const struct uk_acpi_header *fadt = uk_acpi_find("FACP", root, map);

	return fadt ? acpi_dsdt(fadt, map) : NULL;
}
