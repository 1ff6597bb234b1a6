/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The I/O APICs (Intel 82093AA data sheet) and what ACPI's MADT says of them (ACPI 6.5,
 * section 5.2.12).
 */
#include <uk/apic.h>
#include <uk/errno.h>
#include <uk/string.h>

#include "local.h"

#define ISA_LINES 16
#define DEFAULT_BASE 0xfec00000u

#define REGISTER_SELECT 0x00
#define REGISTER_WINDOW 0x10
#define REGISTER_VERSION 1
#define REGISTER_REDIRECTION 0x10 /* two for each input */
#define REDIRECT_ACTIVE_LOW (1u << 13)
#define REDIRECT_LEVEL (1u << 15)
#define REDIRECT_MASK_AND_VECTOR 0x100ffu /* masked: no vector is so large */

#define MADT_ENTRIES 44 /* offset of the first */
#define MADT_IO_APIC 1
#define MADT_OVERRIDE 2
#define BUS_ISA 0
#define FLAG_POLARITY_LOW 0x3
#define FLAG_TRIGGER_LEVEL 0xc

struct madt_io_apic {
	uint8_t type, length;
	uint8_t id, reserved;
	uint32_t address;
	uint32_t first_input;
} __uk_packed;

struct madt_override {
	uint8_t type, length;
	uint8_t bus, line;
	uint32_t input;
	uint16_t flags;
} __uk_packed;

static uint64_t acpi_root;
static uk_acpi_map acpi_map;

void uk_apic_configure(uint64_t root, uk_acpi_map map)
{
	acpi_root = root;
	acpi_map = map;
}

static uint32_t io_read(uintptr_t base, uint32_t number)
{
	*(volatile uint32_t *)(base + REGISTER_SELECT) = number;
	return *(volatile uint32_t *)(base + REGISTER_WINDOW);
}

static void io_write(uintptr_t base, uint32_t number, uint32_t value)
{
	*(volatile uint32_t *)(base + REGISTER_SELECT) = number;
	*(volatile uint32_t *)(base + REGISTER_WINDOW) = value;
}

/* The entry of that type behind `at`, complete, or NULL; at NULL: the first. */
static const uint8_t *madt_next(const struct uk_acpi_header *madt,
				const uint8_t *at, uint8_t type, size_t size)
{
	const uint8_t *end = (const uint8_t *)madt + madt->length;

	at = at ? at + at[1] : (const uint8_t *)madt + MADT_ENTRIES;
	for (; at + 2 <= end && at[1] >= 2 && at[1] <= end - at; at += at[1])
		if (at[0] == type && at[1] >= size)
			return at;
	return NULL;
}

static const struct uk_acpi_header *find_madt(void)
{
	return acpi_map ? uk_acpi_find("APIC", acpi_root, acpi_map) : NULL;
}

/* Which global input an ISA line goes to, and how it signals there. */
static void find_line(const struct uk_acpi_header *madt, unsigned int line,
		      unsigned int *number, unsigned int *mode)
{
	const uint8_t *at = NULL;

	while ((at = madt_next(madt, at, MADT_OVERRIDE,
			       sizeof(struct madt_override)))) {
		const struct madt_override *override = (const void *)at;

		if (override->bus != BUS_ISA || override->line != line)
			continue;
		*number = override->input;
		if ((override->flags & FLAG_POLARITY_LOW) == FLAG_POLARITY_LOW)
			*mode |= UK_IRQ_ACTIVE_LOW;
		if ((override->flags & FLAG_TRIGGER_LEVEL) ==
		    FLAG_TRIGGER_LEVEL)
			*mode |= UK_IRQ_LEVEL;
	}
}

/* The controller that has a global input: the one whose first is the nearest below. */
static uint32_t find_controller(const struct uk_acpi_header *madt,
				unsigned int number, unsigned int *input)
{
	const uint8_t *at = NULL;
	uint32_t base = DEFAULT_BASE;
	uint32_t first = 0;

	while (madt && (at = madt_next(madt, at, MADT_IO_APIC,
				       sizeof(struct madt_io_apic)))) {
		const struct madt_io_apic *io = (const void *)at;

		if (io->first_input <= number && io->first_input >= first) {
			first = io->first_input;
			base = io->address;
		}
	}
	*input = number - first;
	return base;
}

static int route(const struct uk_acpi_header *madt, unsigned int number,
		 unsigned int mode, uk_arch_irq_handler handler, void *argument)
{
	int vector, error = uk_apic_start();
	unsigned int input;
	uint32_t base, low;

	if (error)
		return error;
	base = find_controller(madt, number, &input);
	error = apic_map(base);
	if (error)
		return error;
	if (input > (io_read(base, REGISTER_VERSION) >> 16 & 0xff))
		return -EINVAL;
	input = REGISTER_REDIRECTION + 2 * input;
	if (vector_is_taken(io_read(base, input) & REDIRECT_MASK_AND_VECTOR))
		return -EBUSY;
	vector = vector_take(handler, argument);
	if (vector < 0)
		return vector;
	low = (uint32_t)vector;
	if (mode & UK_IRQ_ACTIVE_LOW)
		low |= REDIRECT_ACTIVE_LOW;
	if (mode & UK_IRQ_LEVEL)
		low |= REDIRECT_LEVEL;
	/* to the CPU with local APIC 0, which boots; unmasked */
	io_write(base, input + 1, 0);
	io_write(base, input, low);
	return 0;
}

int uk_apic_route(unsigned int line, uk_arch_irq_handler handler,
		  void *argument)
{
	const struct uk_acpi_header *madt = find_madt();
	unsigned int number = line, mode = 0;

	if (madt && line < ISA_LINES)
		find_line(madt, line, &number, &mode);
	return route(madt, number, mode, handler, argument);
}

int uk_apic_route_global(unsigned int number, unsigned int mode,
			 uk_arch_irq_handler handler, void *argument)
{
	return route(find_madt(), number, mode, handler, argument);
}
