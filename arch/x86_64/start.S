/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From 32-bit protected mode without paging, where boot protocols leave the
 * CPU, to 64-bit code with each part of the image mapped with its final rights.
 *
 * In: eax = which boot protocol, ebx = its information. Goes on, on the boot stack, with
 * uk_plat_start(protocol, information).
 */
#include "page_table.h"

#define CR0_PE 0x00000001
#define CR0_MP 0x00000002
#define CR0_NE 0x00000020
#define CR0_WP 0x00010000
#define CR0_PG 0x80000000
#define CR4_PAE 0x020
#define CR4_OSFXSR 0x200
#define CR4_OSXMMEXCPT 0x400
#define MSR_EFER 0xc0000080
#define EFER_LME 0x100
#define EFER_NXE 0x800
#define CPUID_EXTENDED 0x80000001
#define CPUID_EXTENDED_LM (1 << 29)
#define CPUID_EXTENDED_NX (1 << 20)
#define COM1 0x3f8

	.code32
	.section .text.uk_arch_start32, "ax", @progbits
	.globl	uk_arch_start32
uk_arch_start32:
	cld
	movl	$uk_image_stack_top, %esp
	movl	%eax, %ebp
	movl	%ebx, %esi
#ifdef CONFIG_ARCH_X86_64_PACKED
	call	uk_arch_unpack
#endif

	movl	$CPUID_EXTENDED, %eax
	cpuid
	notl	%edx
	testl	$(CPUID_EXTENDED_LM | CPUID_EXTENDED_NX), %edx
	jnz	no_long_mode

	/* Upper levels: one entry each; a directory entry for every table. */
	movl	$uk_arch_pdpt + PTE_PRESENT + PTE_WRITE, uk_arch_pml4
	movl	$uk_arch_directory + PTE_PRESENT + PTE_WRITE, uk_arch_pdpt
	movl	$uk_arch_tables + PTE_PRESENT + PTE_WRITE, %eax
	movl	$uk_arch_directory, %edi
1:	movl	%eax, (%edi)
	addl	$8, %edi
	addl	$TABLE_BYTES, %eax
	cmpl	$uk_arch_tables_end, %eax
	jb	1b

	/* eax: entry of the first page, ecx: end, edx: the entries' upper half */
	xorl	%edx, %edx
	movl	$uk_image_text + PTE_PRESENT + PTE_ACCESSED, %eax
	movl	$uk_image_rodata, %ecx
	call	map
	movl	$PTE_NX_HIGH, %edx
	movl	$uk_image_rodata + PTE_PRESENT + PTE_ACCESSED, %eax
	movl	$uk_image_data, %ecx
	call	map
	movl	$uk_image_data + PTE_PRESENT + PTE_WRITE + PTE_ACCESSED + PTE_DIRTY, %eax
	movl	$uk_image_stack_guard, %ecx
	call	map
	movl	$uk_image_stack + PTE_PRESENT + PTE_WRITE + PTE_ACCESSED + PTE_DIRTY, %eax
	movl	$uk_image_stack_top, %ecx
	call	map

	movl	$(CR4_PAE | CR4_OSFXSR | CR4_OSXMMEXCPT), %eax
	movl	%eax, %cr4
	movl	$uk_arch_pml4, %eax
	movl	%eax, %cr3
	movl	$MSR_EFER, %ecx
	movl	$(EFER_LME | EFER_NXE), %eax
	xorl	%edx, %edx
	wrmsr
	movl	$(CR0_PE | CR0_MP | CR0_NE | CR0_WP | CR0_PG), %eax
	movl	%eax, %cr0
	lgdt	gdt_pointer
	ljmp	$8, $start64

/* Tables are one array, so a page's entry lies at tables + 8 * page number. */
map:
	movl	%eax, %edi
	andl	$0xfffff000, %edi
	cmpl	%ecx, %edi
	jae	2f
	shrl	$9, %edi
	shrl	$9, %ecx
	addl	$uk_arch_tables, %edi
	addl	$uk_arch_tables, %ecx
1:	movl	%eax, (%edi)
	movl	%edx, 4(%edi)
	addl	$4096, %eax
	addl	$8, %edi
	cmpl	%ecx, %edi
	jb	1b
2:	ret

/* Too early for any library: straight to the first serial port. */
no_long_mode:
	movl	$no_long_mode_text, %esi
	movw	$COM1, %dx
1:	lodsb
	testb	%al, %al
	jz	uk_plat_exit32	/* by the platform: ends the machine as after a crash */
	outb	%al, %dx
	jmp	1b

	.code64
start64:
	movl	$16, %eax
	movl	%eax, %ss
	movl	%eax, %ds
	movl	%eax, %es
	/* a backtrace ends at a frame pointer of 0 */
	movl	%ebp, %edi
	xorl	%ebp, %ebp
	movl	$uk_image_stack_top, %esp
	pushq	%rbp	/* for a return address: the ABI's alignment at an entry */
	/* processors, and some firmware, leave the x87 unit with exceptions
	 * on and single precision
	 */
	fninit
	lidt	uk_arch_idt_pointer
	/* The task state's address is scattered over its descriptor. */
	movl	$uk_arch_task_state, %eax
	movw	%ax, gdt_task_state + 2
	shrl	$16, %eax
	movb	%al, gdt_task_state + 4
	movb	%ah, gdt_task_state + 7
	movl	$(gdt_task_state - gdt), %eax
	ltr	%ax
	movl	%esi, %esi
	jmp	uk_plat_start

	.section .rodata.uk_arch_start32, "a", @progbits
no_long_mode_text:
	.asciz	"This CPU lacks 64-bit mode or no-execute pages (long mode, NX).\r\n"
gdt_pointer:
	.word	gdt_end - gdt - 1
	.quad	gdt

	/* SDM vol. 3A section 3.4.5. Writable: LTR marks the task state busy. */
	.section .data.uk_arch_gdt, "aw", @progbits
	.balign 8
gdt:	.quad	0
	.quad	0x00af9b000000ffff	/* 64-bit code */
	.quad	0x00cf93000000ffff	/* data */
gdt_task_state:
	.quad	0x0000890000000067	/* base patched in above; limit 103 */
	.quad	0
gdt_end:

	.section .note.GNU-stack, "", @progbits
