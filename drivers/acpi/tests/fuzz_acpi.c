/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Any bytes as tables. To get past the sums, they are made right where the input's first
 * byte says so.
 */
#include <stdlib.h>
#include <string.h>

#include "firmware.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t *memory;
static size_t memory_size;

/* An allocation of just the input's size, so ASan sees a step beyond. */
static const void *map(uint64_t address, size_t length)
{
	if (address < FIRMWARE_BASE || length > memory_size ||
	    address - FIRMWARE_BASE > memory_size - length)
		return NULL;
	return memory + (address - FIRMWARE_BASE);
}

/* A firmware whose tables hold the input: root, RSDT, FADT, DSDT */
static void build(const uint8_t *data, size_t size)
{
	size_t in_dsdt = size / 2 < 1000 ? size / 2 : 1000;
	size_t in_fadt = size - in_dsdt < 240 ? size - in_dsdt : 240;
	uint64_t dsdt, fadt, rsdt;

	firmware_reset();
	rsdt = firmware_table("RSDT", 40);
	firmware_root(rsdt, 0);
	fadt = firmware_table("FACP", 276);
	dsdt = firmware_table("DSDT", 36 + (uint32_t)in_dsdt);
	memcpy(firmware_at(dsdt) + 36, data, in_dsdt);
	memcpy(firmware_at(fadt) + 36, data + in_dsdt, in_fadt);
	firmware_put(fadt + 40, dsdt, 4);
	firmware_put(fadt + 140, 0, 8);
	firmware_put(rsdt + 36, fadt, 4);
	firmware_sum(dsdt);
	firmware_sum(fadt);
	firmware_sum(rsdt);
	memory_size = dsdt - FIRMWARE_BASE + 36 + in_dsdt;
	memory = malloc(memory_size);
	memcpy(memory, firmware, memory_size);
}

static void find_devices(uint64_t root)
{
	const struct uk_acpi_header *dsdt = uk_acpi_dsdt(root, map);
	struct uk_acpi_device device;
	size_t at = 0, last = 0;

	while (dsdt && uk_acpi_next_device(dsdt, &at, "LNRO0005", &device)) {
		if (at <= last || at >= dsdt->length)
			abort();
		last = at;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct acpi_sleep sleep;
	uint64_t root = FIRMWARE_BASE + 48;

	if (!size)
		return 0;
	if (data[0] & 1) {
		build(data + 1, size - 1);
	} else {
		root = FIRMWARE_BASE + data[0];
		memory_size = size - 1;
		memory = malloc(memory_size);
		memcpy(memory, data + 1, memory_size);
	}
	if (acpi_find_sleep(root, map, &sleep) && !sleep.port)
		abort();
	uk_acpi_find("APIC", root, map);
	find_devices(root);
	free(memory);
	return 0;
}
