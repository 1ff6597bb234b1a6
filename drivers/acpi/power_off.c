/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Switches the power off.
 */
#include <uk/arch/x86.h>

#include "private.h"

void uk_acpi_power_off(uint64_t root, uk_acpi_map map)
{
	struct acpi_sleep sleep;

	if (!acpi_find_sleep(root, map, &sleep))
		return;
	if (sleep.is_wide)
		uk_x86_out16(sleep.port, sleep.value);
	else
		uk_x86_out8(sleep.port, (uint8_t)sleep.value);
}
