/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the firmware left in memory: where ACPI's tables begin, and how to
 * read them.
 */
#ifndef UK_PLAT_FIRMWARE_H
#define UK_PLAT_FIRMWARE_H

#include <uk/essentials.h>

/* Physical address of ACPI's root pointer; 0 if the loader does not say. */
uint64_t uk_plat_acpi_root(void);

/*
 * Makes [address, address + length) readable, where it is not yet mapped. A pointer to it, or
 * NULL if it wraps, is the null page or cannot be mapped. Not from an interrupt.
 */
const void *uk_plat_firmware_map(uint64_t address, size_t length);

#endif /* UK_PLAT_FIRMWARE_H */
