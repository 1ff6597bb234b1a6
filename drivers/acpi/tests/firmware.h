/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A firmware made of memory: tables built into an arena, whose bytes have physical
 * addresses of their own, so the tests also run where pointers have more than 32 bits.
 */
#ifndef ACPI_TESTS_FIRMWARE_H
#define ACPI_TESTS_FIRMWARE_H

#include "../private.h"

#define FIRMWARE_BASE 0x7000u
#define FIRMWARE_BYTES 4096u
#define ROOT_BYTES 36u

extern uint8_t firmware[FIRMWARE_BYTES];

/* Empties it. */
void firmware_reset(void);

/* A uk_acpi_map: knows the arena only. */
const void *firmware_map(uint64_t address, size_t length);

uint8_t *firmware_at(uint64_t address);

/* Stores a number of `size` bytes. */
void firmware_put(uint64_t address, uint64_t value, size_t size);

/* A table of `length` bytes, the header included, all else 0. Returns its address. */
uint64_t firmware_table(const char signature[4], uint32_t length);

/* Makes the table's sum right; after every change of it. */
void firmware_sum(uint64_t table);

/* A root pointer of revision 2, or 0 if xsdt is 0. Returns its address. */
uint64_t firmware_root(uint64_t rsdt, uint64_t xsdt);

#endif /* ACPI_TESTS_FIRMWARE_H */
