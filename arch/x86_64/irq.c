/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From an interrupt vector to its handler. Acknowledging is the controller's
 * matter: its handlers wrap the devices'.
 */
#include <uk/arch/irq.h>
#include <uk/errno.h>

#include "registers.h"

_Static_assert(UK_ARCH_IRQ_COUNT == X86_IRQ_VECTORS, "one gate a vector");

#define HLT 0xf4
#define FRAME_WORDS 5 /* SDM vol. 3A, figure 6-9: rip first */

static struct {
	uk_arch_irq_handler handler;
	void *argument;
} vectors[UK_ARCH_IRQ_COUNT];

int uk_arch_irq_set(unsigned int vector, uk_arch_irq_handler handler,
		    void *argument)
{
	if (vector >= UK_ARCH_IRQ_COUNT)
		return -EINVAL;
	if (vectors[vector].handler)
		return -EBUSY;
	vectors[vector].argument = argument;
	vectors[vector].handler = handler;
	return 0;
}

int uk_arch_irq_take(uk_arch_irq_handler handler, void *argument)
{
	/* not the highest, which is the spurious one's */
	for (int vector = (int)UK_ARCH_IRQ_COUNT - 2; vector >= 0; vector--)
		if (uk_arch_irq_set(vector, handler, argument) == 0)
			return vector;
	return -ENOSPC;
}

void uk_arch_irq_ends_halt(void)
{
	uint64_t *rip = (uint64_t *)(uk_arch_irq_stack + X86_IRQ_STACK_BYTES) -
			FRAME_WORDS;

	if (*(const uint8_t *)*rip == HLT)
		++*rip;
}

void uk_arch_irq_dispatch(unsigned int vector);
/* A vector without a handler is spurious: nothing asked for it. */
__uk_used void uk_arch_irq_dispatch(unsigned int vector)
{
	if (vectors[vector].handler)
		vectors[vector].handler(vectors[vector].argument);
}
