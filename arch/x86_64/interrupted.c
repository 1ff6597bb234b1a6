/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A call in the middle of what an interrupt met: the interrupt returns to
 * uk_arch_interrupted_entry instead, which goes back there after the call.
 */
#include <uk/arch/context.h>
#include <uk/arch/interrupted.h>

#include "registers.h"

#define RED_ZONE 128 /* System V AMD64 ABI, 3.2.2 */
#define SAVED (12 * 8) /* interrupted.S */
#define FPU_ALIGN 64

/* SDM vol. 3A, figure 6-9 */
struct irq_frame {
	uint64_t rip, cs, rflags, rsp, ss;
};

void uk_arch_interrupted_entry(void);
void uk_arch_interrupted_run(void *fpu_area);

/*
 * One of each is enough: the entry takes them before it calls anything, and is itself
 * code of the kernel, where nobody asks for a call.
 */
__uk_used uintptr_t uk_arch_interrupted_return;
static void (*wanted)(void);

static struct irq_frame *frame(void)
{
	return (struct irq_frame *)(uk_arch_irq_stack + X86_IRQ_STACK_BYTES) -
	       1;
}

uintptr_t uk_arch_interrupted_pc(void)
{
	return frame()->rip;
}

uintptr_t uk_arch_interrupted_sp(void)
{
	return frame()->rsp;
}

void uk_arch_interrupted_call(void (*function)(void))
{
	wanted = function;
	uk_arch_interrupted_return = frame()->rip;
	frame()->rip = (uintptr_t)uk_arch_interrupted_entry;
}

size_t uk_arch_interrupted_room(void)
{
	return RED_ZONE + SAVED + FPU_ALIGN + uk_arch_fpu_size();
}

/* Kernel code uses no vector register, so these are still the interrupted code's. */
__uk_used void uk_arch_interrupted_run(void *fpu_area)
{
	void (*function)(void) = wanted;

	uk_arch_fpu_save(fpu_area);
	/* functions, and the flows that this one switches to, expect an empty x87 stack (System
	 * V AMD64 ABI, 3.2.1); a full one would make NaN of what they load
	 */
	__asm__ volatile("emms");
	function();
	uk_arch_fpu_restore(fpu_area);
}
