/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupt descriptor table and its entry points. The table is read-only data
 * made at link time: the linker script puts the entry points at the start of
 * the text, so their addresses are known here and booting copies nothing.
 */
#include "registers.h"

#define ENTRY_BYTES 16
#define GATE_INTERRUPT 0x8e /* present, ring 0, interrupts off */
#define GATE_PRESENT 0x80

#define IST_TRAP 1
#define IST_FATAL 2 /* NMI, double fault and machine check may come during a trap */
#define IST_IRQ 3

#define EXCEPTIONS 32
/* SDM vol. 3A table 6-1: 8, 10 to 14, 17, 21; AMD's 29 and 30 */
#define HAS_ERROR_CODE 0x60227d00
#define NOT_PRESENT 11
#define ABOUT_IDT 2 /* of the error code; SDM vol. 3A, figure 6-7 */
/* The gate that is not there, of the vector that uk_arch_irq_take() gives first */
#ifdef CONFIG_ARCH_X86_64_IRQ_ABSENT
#define ABSENT (EXCEPTIONS + X86_IRQ_VECTORS - 2)
#else
#define ABSENT 0
#endif
#ifdef CONFIG_ARCH_X86_64_IRQ
#define VECTORS (EXCEPTIONS + X86_IRQ_VECTORS)
#else
#define VECTORS EXCEPTIONS
#endif

	.section .text.uk_arch_vectors, "ax", @progbits
	.globl	uk_arch_vectors
uk_arch_vectors:
	vector = 0
	.rept	EXCEPTIONS
	.balign ENTRY_BYTES
	/* the others push an error code themselves */
	.if	(1 << vector & HAS_ERROR_CODE) == 0
	pushq	$0
	.endif
	.if	ABSENT && vector == NOT_PRESENT
	jmp	absent
	.else
	pushq	$vector
	jmp	trap
	.endif
	vector = vector + 1
	.endr
#ifdef CONFIG_ARCH_X86_64_IRQ
	.rept	X86_IRQ_VECTORS
	.balign ENTRY_BYTES
	pushq	$(vector - EXCEPTIONS)
	jmp	irq
	vector = vector + 1
	.endr
#endif

	.section .text.uk_arch_trap_entry, "ax", @progbits
	/* Builds struct uk_arch_registers, from its end to its start. */
trap:
	pushq	%rax
	pushq	%rcx
	pushq	%rdx
	pushq	%rbx
	pushq	%rbp
	pushq	%rsi
	pushq	%rdi
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%r11
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	cld
	movq	%rsp, %rdi
	call	uk_arch_trap
	/* uk_arch_trap() does not return: it resumes, or reports a crash */

#ifdef CONFIG_ARCH_X86_64_IRQ
	/* Interrupts have a stack of their own, so what they interrupt may use
	 * the 128 bytes below its stack pointer (the ABI's red zone).
	 */
	.section .text.uk_arch_irq_entry, "ax", @progbits
irq:
	pushq	%rax
	movq	8(%rsp), %rax
	pushq	%rcx
	pushq	%rdx
	pushq	%rsi
	pushq	%rdi
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%r11
	subq	$8, %rsp	/* aligned, as the ABI wants it at a call */
	cld
	movl	%eax, %edi
	call	uk_arch_irq_dispatch
	addq	$8, %rsp
	popq	%r11
	popq	%r10
	popq	%r9
	popq	%r8
	popq	%rdi
	popq	%rsi
	popq	%rdx
	popq	%rcx
	popq	%rax
	addq	$8, %rsp
	iretq

	/* QEMU (TCG; 7.2 to 10) delivers an interrupt that SVM's VMRUN injects a second time when
	 * something wants its CPU at that moment: the frame of what was interrupted is gone, and
	 * the handler returns to its own start for ever. It forgets the first delivery if that
	 * ends in an exception. So a hypervisor's interrupt comes as #NP, on the stack of
	 * interrupts, with the error code where the vector's number would be.
	 */
	.if	ABSENT
absent:
	testb	$ABOUT_IDT, (%rsp)
	jz	1f
	movq	$(ABSENT - EXCEPTIONS), (%rsp)
	jmp	irq
1:	pushq	$NOT_PRESENT
	jmp	trap
	.endif
#endif

	.section .rodata.uk_arch_idt, "a", @progbits
	.balign 16
idt:
	vector = 0
	.rept	VECTORS
	address = CONFIG_ARCH_TEXT_BASE + vector * ENTRY_BYTES
	.word	address & 0xffff
	.word	8			/* code segment */
	.if	vector == 2 || vector == 8 || vector == 18
	.byte	IST_FATAL
	.elseif vector < EXCEPTIONS && (!ABSENT || vector != NOT_PRESENT)
	.byte	IST_TRAP
	.else
	.byte	IST_IRQ
	.endif
	.if	ABSENT && vector == ABSENT
	.byte	GATE_INTERRUPT & ~GATE_PRESENT
	.else
	.byte	GATE_INTERRUPT
	.endif
	.word	address >> 16
	.long	0
	.long	0
	vector = vector + 1
	.endr
idt_end:

	.globl	uk_arch_idt_pointer
uk_arch_idt_pointer:
	.word	idt_end - idt - 1
	.quad	idt

	.section .note.GNU-stack, "", @progbits
