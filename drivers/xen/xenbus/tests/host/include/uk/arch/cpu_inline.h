/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The processor on the host: waiting lets the other side work.
 */
#ifndef UK_ARCH_CPU_INLINE_H
#define UK_ARCH_CPU_INLINE_H

#include <uk/essentials.h>

extern bool other_side_irq_enabled;
void other_side_halt(void);

static inline unsigned long uk_arch_irq_save(void)
{
	bool state = other_side_irq_enabled;

	other_side_irq_enabled = false;
	return state;
}

static inline void uk_arch_irq_restore(unsigned long state)
{
	other_side_irq_enabled = state;
}

static inline void uk_arch_halt_irq(void)
{
	other_side_halt();
}

#endif /* UK_ARCH_CPU_INLINE_H */
