/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where the parts of the image lie. Each is mapped with its own rights
 * (arch/x86_64/start.S); the address is also the physical one.
 */
ENTRY(uk_pvh_start)

/* The descriptor table knows the vectors' addresses; Multiboot2's header must lie within the
 * file's first 32 KiB.
 */
#define IMAGE_FIRST                            \
	KEEP(*(.text.uk_arch_vectors))         \
	. = ALIGN(8);                          \
	KEEP(*(.text.multiboot2))
#define IMAGE_NOTE .note.Xen
#include <uk/image.lds.h>

#define STACK_SIZE (CONFIG_ARCH_STACK_SIZE * 1024)

SECTIONS
{
	. = ALIGN(4096);
	uk_arch_pml4 = .;
	. += 4096;
	uk_arch_pdpt = .;
	. += 4096;
	uk_arch_directory = .;
	. += 4096;
	/* one table for every 2 MiB up to the image's end, which lies these tables,
	 * the guard and the stack from here
	 */
	uk_arch_tables = .;
	. += 4096 * ((uk_arch_tables + 4096 + STACK_SIZE) / (0x200000 - 4096) + 1);
	uk_arch_tables_end = .;
	uk_image_bss_end = .;
	/* not mapped: an overflow of the stack faults here */
	uk_image_stack_guard = .;
	. += 4096;
	uk_image_stack = .;
	. += STACK_SIZE;
	uk_image_stack_top = .;
	uk_image_end = .;
}

/* start.S makes one directory of them */
ASSERT(uk_image_end <= 0x40000000, "the image exceeds 1 GiB")
ASSERT(uk_arch_vectors == CONFIG_ARCH_TEXT_BASE, "the vectors must come first")
