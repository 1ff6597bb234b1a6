/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The parts of every image, for the platforms' linker scripts. Each part begins on a page of its
 * own; the symbols are those of <uk/image.h>. Tables of <uk/table.h> have sections of their own,
 * which the linker puts behind .rodata.
 *
 * A platform's script says before it includes this
 *
 *	IMAGE_FIRST		what the text begins with; may be nothing
 *	IMAGE_NOTE		the section of its note
 *
 * and behind it what follows in memory, up to uk_image_end: the packers make the last segment
 * reach to there. UK_PROGRAM_TEXT is the application's part of the text, where the linker can
 * tell which it is (support/build/image.mk).
 */
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
		IMAGE_FIRST
		uk_image_program = .;
		UK_PROGRAM_TEXT
		uk_image_program_end = .;
		*(.text .text.*)
	} :text

	. = ALIGN(4096);
	uk_image_rodata = .;
	.note : { KEEP(*(IMAGE_NOTE)) } :rodata :note
	.rodata : {
		*(.rodata .rodata.*)
		/* <uk/event.h>: the table of an event whose listeners have an order */
		. = ALIGN(8);
		__start_uk_event_exit = .;
		KEEP(*(uk_event_exit))
		KEEP(*(uk_event_exit_last))
		__stop_uk_event_exit = .;
	} :rodata
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

	/* What follows has sizes that only the linker knows, and is in no section. */
	. = ALIGN(MAX(64, uk_image_tls_align));
	uk_image_tls_boot = .;
#ifdef CONFIG_WANTS_TLS_ROOM
	. += uk_image_tls_size + CONFIG_ARCH_TLS_ROOM;
#else
	. += uk_image_tls_size == 0 ? 0 : uk_image_tls_size + 16;
#endif

	/DISCARD/ : { *(.comment .eh_frame .eh_frame_hdr .note.* .gnu.*) }
}
