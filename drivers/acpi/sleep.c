/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How to switch the power off: the sleep type of S5 goes into the power-management control
 * register, or, on hardware-reduced machines, into the sleep control register
 * (ACPI 6.5, sections 4.8.3.2 and 4.8.3.7, 5.2.9, 7.4.2).
 */
#include <uk/string.h>

#include "private.h"

#define FADT_PM1A_CONTROL 64
#define FADT_FLAGS 112
#define FADT_SLEEP_CONTROL 244 /* a generic address: 12 bytes */
#define FADT_BYTES_V1 116
#define FLAG_HARDWARE_REDUCED (1u << 20)

#define PM1_SLEEP_TYPE_SHIFT 10
#define PM1_SLEEP_ENABLE (1u << 13)
#define SLEEP_CONTROL_TYPE_SHIFT 2
#define SLEEP_CONTROL_ENABLE (1u << 5)
#define SPACE_SYSTEM_IO 1

/* AML encodings, section 20.2 */
#define AML_NAME 0x08
#define AML_ZERO 0x00
#define AML_ONE 0x01
#define AML_BYTE 0x0a
#define AML_PACKAGE 0x12

/*
 * The first element of `Name (\_S5_, Package () { type, ... })`: found by its
 * encoding, NameOp "_S5_" PackageOp length count element. -1: not there.
 */
static int sleep_type(const struct uk_acpi_header *dsdt)
{
	const uint8_t *at = (const uint8_t *)dsdt;
	const uint8_t *end = at + dsdt->length;

	for (at += sizeof(*dsdt); at + 12 <= end; at++) {
		const uint8_t *element;

		if (memcmp(at, "_S5_", 4) || at[4] != AML_PACKAGE ||
		    (at[-1] != AML_NAME && at[-1] != '\\'))
			continue;
		/* the two high bits count the length's further bytes; then the
		 * number of elements
		 */
		element = at + 5 + 1 + (at[5] >> 6) + 1;
		if (element + 2 > end)
			return -1;
		if (*element == AML_ZERO || *element == AML_ONE)
			return *element;
		return *element == AML_BYTE ? element[1] & 7 : -1;
	}
	return -1;
}

bool acpi_find_sleep(uint64_t root, uk_acpi_map map, struct acpi_sleep *sleep)
{
	const struct uk_acpi_header *fadt = uk_acpi_find("FACP", root, map);
	const struct uk_acpi_header *dsdt;
	uint64_t port;
	int type;

	if (!fadt || fadt->length < FADT_BYTES_V1)
		return false;
	dsdt = acpi_dsdt(fadt, map);
	if (!dsdt)
		return false;
	type = sleep_type(dsdt);
	if (type < 0)
		return false;
	if (acpi_field(fadt, FADT_FLAGS, 4) & FLAG_HARDWARE_REDUCED) {
		if (acpi_field(fadt, FADT_SLEEP_CONTROL, 1) != SPACE_SYSTEM_IO)
			return false;
		port = acpi_field(fadt, FADT_SLEEP_CONTROL + 4, 8);
		sleep->value = type << SLEEP_CONTROL_TYPE_SHIFT |
			       SLEEP_CONTROL_ENABLE;
		sleep->is_wide = false;
	} else {
		port = acpi_field(fadt, FADT_PM1A_CONTROL, 4);
		sleep->value = type << PM1_SLEEP_TYPE_SHIFT | PM1_SLEEP_ENABLE;
		sleep->is_wide = true;
	}
	sleep->port = port;
	return port && port <= UINT16_MAX;
}
