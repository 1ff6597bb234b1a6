/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where an interrupt returns to when a function is to be called in the middle of what it
 * met. That code has called nothing: every register and flag is as it was when it goes
 * on, and the 128 bytes below its stack pointer (the ABI's red zone) are untouched.
 */
#define RED_ZONE 128
#define PUSHED 80	/* below the frame pointer: the flags and nine registers */

	.section .text.uk_arch_interrupted_entry, "ax", @progbits
	.globl	uk_arch_interrupted_entry
	.type	uk_arch_interrupted_entry, @function
uk_arch_interrupted_entry:
	leaq	-RED_ZONE-8(%rsp), %rsp		/* leaves the flags alone */
	pushq	%rbp
	movq	%rsp, %rbp			/* a frame as any other's */
	pushfq
	pushq	%rax
	pushq	%rcx
	pushq	%rdx
	pushq	%rsi
	pushq	%rdi
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%r11
	cld
	movq	uk_arch_interrupted_return(%rip), %rax
	movq	%rax, 8(%rbp)
	andq	$-64, %rsp			/* as the state's area wants it */
	call	uk_arch_fpu_size
	subq	%rax, %rsp
	andq	$-64, %rsp
	movq	%rsp, %rdi
	call	uk_arch_interrupted_run
	leaq	-PUSHED(%rbp), %rsp
	popq	%r11
	popq	%r10
	popq	%r9
	popq	%r8
	popq	%rdi
	popq	%rsi
	popq	%rdx
	popq	%rcx
	popq	%rax
	popfq
	popq	%rbp
	ret	$RED_ZONE
	.size	uk_arch_interrupted_entry, . - uk_arch_interrupted_entry

	.section .note.GNU-stack, "", @progbits
