/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The task state: nothing but the addresses of the stacks that traps and
 * interrupts switch to (SDM vol. 3A, section 7.7), so a report can be made
 * even when the thread's own stack is what failed.
 */
#include <uk/arch/registers.h>

#include "registers.h"

#define STACK_BYTES 4096

static char trap_stack[STACK_BYTES] __uk_aligned(16);
static char fatal_stack[STACK_BYTES] __uk_aligned(16);
#ifdef CONFIG_ARCH_X86_64_IRQ
char uk_arch_irq_stack[X86_IRQ_STACK_BYTES] __uk_aligned(16);
#endif

struct task_state {
	uint32_t reserved0;
	uint64_t rsp[3];
	uint64_t reserved1;
	uint64_t ist[7]; /* ist[0] is IST 1 */
	uint64_t reserved2;
	uint16_t reserved3;
	uint16_t io_map; /* past the limit: no map */
} __uk_packed;

_Static_assert(sizeof(struct task_state) == 104, "SDM vol. 3A figure 7-11");

extern struct task_state uk_arch_task_state;
/* aligned so that no field straddles a page */
__uk_used struct task_state uk_arch_task_state __uk_aligned(128) = {
	.ist = {
		(uint64_t)(trap_stack + sizeof(trap_stack)),
		(uint64_t)(fatal_stack + sizeof(fatal_stack)),
#ifdef CONFIG_ARCH_X86_64_IRQ
		(uint64_t)(uk_arch_irq_stack + X86_IRQ_STACK_BYTES),
#endif
	},
	.io_map = sizeof(struct task_state),
};

static bool is_within(uintptr_t sp, const char *stack, size_t size)
{
	/* Its end is where an empty stack begins. */
	return sp > (uintptr_t)stack && sp <= (uintptr_t)stack + size;
}

bool uk_arch_is_interrupt_stack(uintptr_t sp)
{
#ifdef CONFIG_ARCH_X86_64_IRQ
	if (is_within(sp, uk_arch_irq_stack, X86_IRQ_STACK_BYTES))
		return true;
#endif
	return is_within(sp, trap_stack, sizeof(trap_stack)) ||
	       is_within(sp, fatal_stack, sizeof(fatal_stack));
}
