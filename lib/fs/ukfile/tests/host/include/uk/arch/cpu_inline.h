/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The processor as waiting without threads sees it, on the host: see ../../../machine.c.
 */
#ifndef UK_ARCH_CPU_INLINE_H
#define UK_ARCH_CPU_INLINE_H

#include <uk/essentials.h>

extern bool machine_irq_enabled;
void machine_halt(void);

static inline unsigned long uk_arch_irq_save(void)
{
	bool state = machine_irq_enabled;

	machine_irq_enabled = false;
	return state;
}

static inline void uk_arch_irq_restore(unsigned long state)
{
	machine_irq_enabled = state;
}

static inline void uk_arch_halt_irq(void)
{
	machine_halt();
}

#endif /* UK_ARCH_CPU_INLINE_H */
