/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ACPI tables (ACPI specification 6.5, chapter 5). Thread or crash context; nothing
 * is kept.
 */
#ifndef UK_ACPI_H
#define UK_ACPI_H

#include <uk/essentials.h>

/* Makes physical memory readable; NULL if it cannot be. */
typedef const void *(*uk_acpi_map)(uint64_t address, size_t length);

struct uk_acpi_header {
	char signature[4];
	uint32_t length; /* of the table, this header included */
	uint8_t revision;
	uint8_t checksum; /* makes the table's bytes add up to 0 */
	char oem[6];
	char oem_table[8];
	uint32_t oem_revision;
	uint32_t creator;
	uint32_t creator_revision;
} __uk_packed;

/*
 * The first table with that signature, complete and with a right checksum, or NULL.
 * `root`: the root pointer's address; 0: look for it where PC firmware puts it.
 */
const struct uk_acpi_header *uk_acpi_find(const char signature[4],
					  uint64_t root, uk_acpi_map map);

/* The table with the machine's devices (DSDT), or NULL. */
const struct uk_acpi_header *uk_acpi_dsdt(uint64_t root, uk_acpi_map map);

/* A device whose resources never change: registers in memory, and an interrupt. */
struct uk_acpi_device {
	uint32_t address;
	uint32_t length; /* 0: the tables do not say plainly */
	/* a number for uk_plat_irq_register_global() */
	uint32_t interrupt;
	bool has_interrupt;
	bool is_level; /* else signals by an edge */
	bool is_active_low;
};

/*
 * The next device that has `id` as its _HID, a text. `at` is where the search
 * is, 0 at first. False if there are no more.
 */
bool uk_acpi_next_device(const struct uk_acpi_header *dsdt, size_t *at,
			 const char *id, struct uk_acpi_device *device);

/* Enters sleep state S5. Returns if there is no way to. */
void uk_acpi_power_off(uint64_t root, uk_acpi_map map);

#endif /* UK_ACPI_H */
