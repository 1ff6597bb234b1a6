/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The report of a trap: what it was, what the address means, and the registers.
 */
#include <uk/arch/paging.h>
#include <uk/arch/registers.h>
#include <uk/crash.h>
#include <uk/crash_hook.h>
#include <uk/image.h>
#include <uk/print.h>

#include "report.h"

#define REGISTERS_A_LINE 4

/* What lies at an address that could not be accessed. */
static const char *part_of_image(uintptr_t address)
{
	if (address < UK_PAGE_SIZE)
		return "null pointer";
	if (address >= (uintptr_t)uk_image_stack_guard &&
	    address < (uintptr_t)uk_image_stack)
		return "stack overflow of the boot stack";
	if (address < (uintptr_t)uk_image_text ||
	    address >= (uintptr_t)uk_image_end)
		return NULL;
	if (address < (uintptr_t)uk_image_rodata)
		return "read-only text";
	if (address < (uintptr_t)uk_image_data)
		return "read-only data";
	return "data";
}

static void describe(const struct uk_arch_trap *trap)
{
	const char *part = part_of_image(trap->address);

	uk_printf("Address: 0x%016lx, %s ", trap->address,
		  trap->access == UK_PAGE_WRITE	  ? "write to" :
		  trap->access == UK_PAGE_EXECUTE ? "execution of" :
						    "read of");
	UK_TABLE_FOR_EACH (uk_crash_hooks, hook)
		if (hook->describe && hook->describe(trap->address)) {
			uk_printf("\n");
			return;
		}
	if (part)
		uk_printf("%s\n", part);
	else if (trap->is_mapped)
		uk_printf("memory without that right\n");
	else
		uk_printf("memory that is not mapped\n");
}

static void print_register(const char *name, uint64_t value)
{
	static unsigned int column;

	uk_printf("%4s %016lx%c", name, value,
		  ++column % REGISTERS_A_LINE ? ' ' : '\n');
}

void uk_crash_trap(const struct uk_arch_registers *registers)
{
	struct uk_arch_trap trap;

	uk_arch_trap_decode(registers, &trap);
	crash_begin();
	uk_printf("%s (vector %u) at 0x%016lx\n", trap.name, trap.vector,
		  trap.pc);
	if (trap.has_address)
		describe(&trap);
	uk_arch_registers_each(registers, print_register);
	uk_printf("\n");
	crash_end(trap.pc, trap.caller, trap.frame);
}
