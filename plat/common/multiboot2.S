/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Entry by Multiboot2 (specification 2.0, section 3): 32-bit protected mode, no
 * paging, eax = magic, ebx = boot information. GRUB enters this way from
 * BIOS and, boot services ended, from UEFI.
 */
#include <uk/boot_protocol.h>

#define MAGIC 0xe85250d6
#define ARCHITECTURE_I386 0
#define TAG_END 0
#define TAG_ENTRY_ADDRESS 3

	.section .text.multiboot2, "ax", @progbits
	.balign 8
header:
	.long	MAGIC
	.long	ARCHITECTURE_I386
	.long	header_end - header
	.long	-(MAGIC + ARCHITECTURE_I386 + (header_end - header))
	.word	TAG_ENTRY_ADDRESS, 0
	.long	12
	.long	multiboot2_start
	.balign 8
	.word	TAG_END, 0
	.long	8
header_end:

	.code32
multiboot2_start:
	movl	$BOOT_MULTIBOOT2, %eax
	jmp	uk_arch_start32

	.section .note.GNU-stack, "", @progbits
