/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Entry by the PVH boot protocol: 32-bit protected mode, no paging, ebx = address of
 * struct hvm_start_info. Xen's docs/misc/pvh.pandoc; the note's type and layout:
 * xen/include/public/elfnote.h.
 */
#include <uk/boot_protocol.h>

#define XEN_ELFNOTE_PHYS32_ENTRY 18
/* As in exit.c and <uk/plat/lifecycle.h> */
#define DEBUG_EXIT_PORT 0xf4
#define EXIT_CRASH 127

	.section .note.Xen, "a", @note
	.balign 4
	.long	4		/* name */
	.long	4		/* content */
	.long	XEN_ELFNOTE_PHYS32_ENTRY
	.asciz	"Xen"
	.long	uk_pvh_start

	.code32
	.section .text.uk_pvh_start, "ax", @progbits
	.globl	uk_pvh_start
uk_pvh_start:
	movl	$BOOT_PVH, %eax
	jmp	uk_arch_start32

	/* For a CPU that cannot run us: isa-debug-exit, or nothing more. No stack. */
	.section .text.uk_plat_exit32, "ax", @progbits
	.globl	uk_plat_exit32
uk_plat_exit32:
	movb	$EXIT_CRASH, %al
	outb	%al, $DEBUG_EXIT_PORT
1:	hlt
	jmp	1b

	.section .note.GNU-stack, "", @progbits
