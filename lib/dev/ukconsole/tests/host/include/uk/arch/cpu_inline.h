/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The processor as the console's input sees it, on the host: a halt is a call of the
 * test, in which "interrupts" happen.
 */
#ifndef UK_ARCH_CPU_INLINE_H
#define UK_ARCH_CPU_INLINE_H

#include <uk/essentials.h>

extern bool fake_irq_enabled;
void fake_halt(void);

static inline unsigned long uk_arch_irq_save(void)
{
	bool state = fake_irq_enabled;

	fake_irq_enabled = false;
	return state;
}

static inline void uk_arch_irq_restore(unsigned long state)
{
	fake_irq_enabled = state;
}

static inline void uk_arch_halt_irq(void)
{
	fake_halt();
}

#endif /* UK_ARCH_CPU_INLINE_H */
