/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where an interrupt arrives that a monitor makes. Kernel code uses no vector register.
 */
	.section .text.uk_arch_upcall_entry, "ax", @progbits
	.globl	uk_arch_upcall_entry
	.type	uk_arch_upcall_entry, @function
uk_arch_upcall_entry:
	pushq	%rax	/* nine, below five: the stack is aligned for a call */
	pushq	%rcx
	pushq	%rdx
	pushq	%rsi
	pushq	%rdi
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%r11
	cld
	call	uk_plat_upcall
	popq	%r11
	popq	%r10
	popq	%r9
	popq	%r8
	popq	%rdi
	popq	%rsi
	popq	%rdx
	popq	%rcx
	popq	%rax
	iretq
	.size	uk_arch_upcall_entry, . - uk_arch_upcall_entry

	.section .note.GNU-stack, "", @progbits
