/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The processor in host tests of what waits, in place of the real one's header: a halt is a
 * call of the test's, in which "interrupts" happen.
 */
#ifndef UK_ARCH_CPU_INLINE_H
#define UK_ARCH_CPU_INLINE_H

#include <uk/essentials.h>

/* Both are the test's. */
extern bool host_irq_enabled;
void host_halt(void);

static inline unsigned long uk_arch_irq_save(void)
{
	bool state = host_irq_enabled;

	host_irq_enabled = false;
	return state;
}

static inline void uk_arch_irq_restore(unsigned long state)
{
	host_irq_enabled = state;
}

static inline void uk_arch_halt_irq(void)
{
	host_halt();
}

static inline void uk_arch_spin_hint(void)
{
}

#endif /* UK_ARCH_CPU_INLINE_H */
