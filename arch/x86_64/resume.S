/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Going on with a flow that a trap has interrupted, outside of the trap; and
 * calling a function on another stack.
 */

	.section .text.uk_arch_registers_resume, "ax", @progbits
	.globl	uk_arch_registers_resume
	.type	uk_arch_registers_resume, @function
/* rdi: struct uk_arch_registers, on a stack that is in use, or below one */
uk_arch_registers_resume:
	movq	%rdi, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%r11
	popq	%r10
	popq	%r9
	popq	%r8
	popq	%rdi
	popq	%rsi
	popq	%rbp
	popq	%rbx
	popq	%rdx
	popq	%rcx
	popq	%rax
	addq	$16, %rsp	/* vector and error code */
	iretq
	.size	uk_arch_registers_resume, . - uk_arch_registers_resume

	.section .text.uk_arch_call_on_stack, "ax", @progbits
	.globl	uk_arch_call_on_stack
	.type	uk_arch_call_on_stack, @function
/* rdi: top of the stack, rsi: function, rdx: argument */
uk_arch_call_on_stack:
	pushq	%rbp
	movq	%rsp, %rbp
	movq	%rdi, %rsp
	movq	%rdx, %rdi
	call	*%rsi
	leave
	ret
	.size	uk_arch_call_on_stack, . - uk_arch_call_on_stack

	.section .note.GNU-stack, "", @progbits
