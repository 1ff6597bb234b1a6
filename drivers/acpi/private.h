/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The pure halves of the driver: finding tables, and what to write to switch off.
 */
#ifndef ACPI_PRIVATE_H
#define ACPI_PRIVATE_H

#include <uk/acpi.h>

/* The table at `address`, complete and with a right checksum, or NULL. */
const struct uk_acpi_header *acpi_table_at(uint64_t address, uk_acpi_map map);

/* A number of `size` bytes in a table; 0 if it ends before that. */
uint64_t acpi_field(const struct uk_acpi_header *table, size_t offset,
		    size_t size);

/* The table of devices that this FADT names, or NULL. */
const struct uk_acpi_header *acpi_dsdt(const struct uk_acpi_header *fadt,
				       uk_acpi_map map);

/* What enters sleep state S5: `value`, of 16 bits if `is_wide`, else 8, to `port`. */
struct acpi_sleep {
	uint16_t port;
	uint16_t value;
	bool is_wide;
};

/* False if the tables do not say. */
bool acpi_find_sleep(uint64_t root, uk_acpi_map map, struct acpi_sleep *sleep);

#endif /* ACPI_PRIVATE_H */
