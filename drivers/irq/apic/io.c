/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The I/O APIC (Intel 82093AA data sheet) and what ACPI's MADT says of it (ACPI 6.5,
 * section 5.2.12).
 */
#include <uk/apic.h>
#include <uk/errno.h>
#include <uk/string.h>

#include "local.h"

#define LINES 16 /* of the ISA bus */
#define DEFAULT_BASE 0xfec00000u

#define REGISTER_SELECT 0x00
#define REGISTER_WINDOW 0x10
#define REGISTER_VERSION 1
#define REGISTER_REDIRECTION 0x10 /* two for each input */
#define REDIRECT_ACTIVE_LOW (1u << 13)
#define REDIRECT_LEVEL (1u << 15)

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

struct line {
	uk_arch_irq_handler handler;
	void *argument;
};

static struct line lines[LINES];
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

/* Where a line's signal goes in: controller, its input, and the mode bits. */
static void find_input(unsigned int line, uint32_t *base, uint32_t *input,
		       uint32_t *mode)
{
	const struct uk_acpi_header *madt =
		acpi_map ? uk_acpi_find("APIC", acpi_root, acpi_map) : NULL;
	const uint8_t *at = NULL;
	uint32_t first = 0;

	*base = DEFAULT_BASE;
	*input = line;
	*mode = 0;
	if (!madt)
		return;
	while ((at = madt_next(madt, at, MADT_OVERRIDE,
			       sizeof(struct madt_override)))) {
		const struct madt_override *override = (const void *)at;

		if (override->bus != BUS_ISA || override->line != line)
			continue;
		*input = override->input;
		if ((override->flags & FLAG_POLARITY_LOW) == FLAG_POLARITY_LOW)
			*mode |= REDIRECT_ACTIVE_LOW;
		if ((override->flags & FLAG_TRIGGER_LEVEL) ==
		    FLAG_TRIGGER_LEVEL)
			*mode |= REDIRECT_LEVEL;
	}
	/* the controller whose first input is the nearest below */
	while ((at = madt_next(madt, at, MADT_IO_APIC,
			       sizeof(struct madt_io_apic)))) {
		const struct madt_io_apic *io = (const void *)at;

		if (io->first_input <= *input && io->first_input >= first) {
			first = io->first_input;
			*base = io->address;
		}
	}
	*input -= first;
}

static void interrupt(void *argument)
{
	struct line *line = argument;

	line->handler(line->argument);
	local_apic_acknowledge();
}

int uk_apic_route(unsigned int line, uk_arch_irq_handler handler,
		  void *argument)
{
	uint32_t base, input, mode, inputs;
	int error = uk_apic_start();

	if (error)
		return error;
	if (line >= LINES)
		return -EINVAL;
	if (lines[line].handler)
		return -EBUSY;
	find_input(line, &base, &input, &mode);
	error = apic_map(base);
	if (error)
		return error;
	inputs = (io_read(base, REGISTER_VERSION) >> 16 & 0xff) + 1;
	if (input >= inputs)
		return -EINVAL;
	lines[line].argument = argument;
	lines[line].handler = handler;
	error = uk_arch_irq_set(line, interrupt, &lines[line]);
	if (error)
		return error;
	/* to the CPU with local APIC 0, which boots; unmasked */
	io_write(base, REGISTER_REDIRECTION + 2 * input + 1, 0);
	io_write(base, REGISTER_REDIRECTION + 2 * input,
		 mode | (UK_ARCH_IRQ_FIRST + line));
	return 0;
}
