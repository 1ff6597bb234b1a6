/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Switching between flows of control. Only what a called function must
 * preserve is kept (System V AMD64 ABI, 3.2.1): six registers, the SSE control
 * bits and the x87 control word.
 */

	.section .text.uk_arch_context_switch, "ax", @progbits
	.globl	uk_arch_context_switch
	.type	uk_arch_context_switch, @function
/* rdi: from, rsi: to; struct uk_arch_context: stack pointer, thread pointer */
uk_arch_context_switch:
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	subq	$8, %rsp
	stmxcsr	(%rsp)
	fnstcw	4(%rsp)
	movq	%rsp, (%rdi)
	movq	(%rsi), %rsp
	movq	8(%rsi), %rax
	cmpq	8(%rdi), %rax
	je	1f
#ifdef CONFIG_RUNS_UNPRIVILEGED
	movq	%rax, %rdi
	call	uk_arch_tls_set
#else
	movq	%rax, %rdx	/* the thread pointer is the FS base */
	shrq	$32, %rdx
	movl	$0xc0000100, %ecx
	wrmsr
#endif
1:
	ldmxcsr	(%rsp)
	fldcw	4(%rsp)
	addq	$8, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	ret
	.size	uk_arch_context_switch, . - uk_arch_context_switch

	.section .text.uk_arch_context_entry, "ax", @progbits
	.globl	uk_arch_context_entry
	.type	uk_arch_context_entry, @function
/* A new flow's first instructions: rbx = function, r12 = its argument. */
uk_arch_context_entry:
	xorl	%ebp, %ebp	/* a backtrace ends here */
	movq	%r12, %rdi
	call	*%rbx
	ud2			/* it must not return */
	.size	uk_arch_context_entry, . - uk_arch_context_entry

	.section .note.GNU-stack, "", @progbits
