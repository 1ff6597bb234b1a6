/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Layout of a trap's registers, as vectors.S pushes them, and the number of
 * interrupt vectors. For C and assembly.
 */
#ifndef X86_REGISTERS_H
#define X86_REGISTERS_H

/* Vectors 32 and up: the devices', the timer's, and the spurious one */
#define X86_IRQ_VECTORS CONFIG_ARCH_X86_64_IRQ_VECTORS
#define X86_IRQ_STACK_BYTES 8192

#ifndef __ASSEMBLY__
#include <uk/essentials.h>

struct uk_arch_registers {
	uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
	uint64_t rdi, rsi, rbp, rbx, rdx, rcx, rax;
	uint64_t vector;
	/* from here on pushed by the CPU; the error code by vectors.S where
	 * the vector has none
	 */
	uint64_t error;
	uint64_t rip, cs, rflags, rsp, ss;
};

/* Interrupts do not nest: what the CPU pushes lies at its end. */
extern char uk_arch_irq_stack[X86_IRQ_STACK_BYTES];
#endif

#endif /* X86_REGISTERS_H */
