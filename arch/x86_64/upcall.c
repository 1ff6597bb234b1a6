/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The stack of interrupts that a monitor makes; where they came is seen by interrupted.c.
 */
#include <uk/arch/upcall.h>
#include <uk/ukvm_abi.h>

#include "registers.h"

#define FRAME_WORDS 5 /* SDM vol. 3A, figure 6-9: rip first */

_Static_assert(X86_IRQ_STACK_BYTES == UKVM_UPCALL_STACK, "one and the same");

char uk_arch_irq_stack[X86_IRQ_STACK_BYTES] __uk_aligned(16);

uintptr_t uk_arch_upcall_stack(void)
{
	return (uintptr_t)(uk_arch_irq_stack + X86_IRQ_STACK_BYTES);
}

void uk_arch_upcall_clear(void)
{
	((uint64_t *)uk_arch_upcall_stack())[-FRAME_WORDS] = 0;
}
