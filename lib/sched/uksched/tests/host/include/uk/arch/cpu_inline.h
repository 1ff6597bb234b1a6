/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The simulated CPU's interrupt flag, in place of the real one's. Each point at
 * which interrupts become possible is a chance for one: see machine.c.
 */
#ifndef UK_ARCH_CPU_INLINE_H
#define UK_ARCH_CPU_INLINE_H

#include <uk/essentials.h>

extern bool machine_irq_flag;

void machine_interrupt(void);
void machine_halt(void);

static inline void uk_arch_irq_enable(void)
{
	machine_irq_flag = true;
	machine_interrupt();
}

static inline void uk_arch_irq_disable(void)
{
	machine_irq_flag = false;
	uk_compiler_barrier();
}

static inline bool uk_arch_irq_enabled(void)
{
	return machine_irq_flag;
}

static inline unsigned long uk_arch_irq_save(void)
{
	unsigned long state = machine_irq_flag;

	uk_arch_irq_disable();
	return state;
}

static inline void uk_arch_irq_restore(unsigned long state)
{
	if (state)
		uk_arch_irq_enable();
}

static inline void uk_arch_halt_irq(void)
{
	machine_halt();
}

#endif /* UK_ARCH_CPU_INLINE_H */
