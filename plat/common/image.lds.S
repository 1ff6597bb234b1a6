/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where the parts of the image lie. Each part begins on a page of its own and is
 * mapped with its own rights (arch/x86_64/start.S); the address is also the physical one.
 * Tables of <uk/table.h> have sections of their own, which the linker puts behind
 * .rodata. UK_PROGRAM_TEXT is the application's part of the text, where the linker can
 * tell which it is (support/build/image.mk).
 */
#define STACK_SIZE (CONFIG_ARCH_STACK_SIZE * 1024)

ENTRY(uk_pvh_start)

PHDRS
{
	text PT_LOAD FLAGS(5);
	rodata PT_LOAD FLAGS(4);
	data PT_LOAD FLAGS(6);
	tls PT_TLS FLAGS(4);
	note PT_NOTE FLAGS(4);
}

SECTIONS
{
	. = CONFIG_ARCH_TEXT_BASE;
	uk_image_text = .;
	.text : {
		/* the descriptor table knows these addresses */
		KEEP(*(.text.uk_arch_vectors))
		/* within the file's first 32 KiB */
		. = ALIGN(8);
		KEEP(*(.text.multiboot2))
		uk_image_program = .;
		UK_PROGRAM_TEXT
		uk_image_program_end = .;
		*(.text .text.*)
	} :text

	. = ALIGN(4096);
	uk_image_rodata = .;
	.note : { KEEP(*(.note.Xen)) } :rodata :note
	.rodata : { *(.rodata .rodata.*) } :rodata
	.init_array : {
		uk_image_init_array = .;
		KEEP(*(SORT_BY_INIT_PRIORITY(.init_array.*)))
		KEEP(*(.init_array))
		uk_image_init_array_end = .;
	} :rodata
	.fini_array : {
		uk_image_fini_array = .;
		KEEP(*(SORT_BY_INIT_PRIORITY(.fini_array.*)))
		KEEP(*(.fini_array))
		uk_image_fini_array_end = .;
	} :rodata

	/* written so that GNU ld and lld compute the same */
	. = ALIGN(MAX(ALIGNOF(.tdata), ALIGNOF(.tbss)));
	.tdata : {
		uk_image_tls = .;
		*(.tdata .tdata.*)
	} :rodata :tls
	.tbss : { *(.tbss .tbss.* .tcommon) } :rodata :tls
	uk_image_tls_file_size = SIZEOF(.tdata);
	uk_image_tls_align = MAX(1, MAX(ALIGNOF(.tdata), ALIGNOF(.tbss)));
	/* as the compiler counts back from the thread pointer */
	uk_image_tls_size = (ADDR(.tbss) + SIZEOF(.tbss) - ADDR(.tdata) +
		uk_image_tls_align - 1) & ~(uk_image_tls_align - 1);

	. = ALIGN(4096);
	uk_image_data = .;
	.data : { *(.data .data.*) } :data

	.bss : { *(.bss .bss.* COMMON) } :data

	/* What follows has sizes that only the linker knows. It is in no section;
	 * pack.py makes the last segment reach to uk_image_end.
	 */
	. = ALIGN(MAX(64, uk_image_tls_align));
	uk_image_tls_boot = .;
#ifdef CONFIG_WANTS_TLS_ROOM
	. += uk_image_tls_size + CONFIG_ARCH_TLS_ROOM;
#else
	. += uk_image_tls_size == 0 ? 0 : uk_image_tls_size + 16;
#endif
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

	/DISCARD/ : { *(.comment .eh_frame .eh_frame_hdr .note.* .gnu.*) }
}

/* start.S makes one directory of them */
ASSERT(uk_image_end <= 0x40000000, "the image exceeds 1 GiB")
ASSERT(uk_arch_vectors == CONFIG_ARCH_TEXT_BASE, "the vectors must come first")
