/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The processor as the channel sees it, on the host: whether interrupts are
 * disabled, which the tests ask for.
 */
#ifndef UK_ARCH_CPU_INLINE_H
#define UK_ARCH_CPU_INLINE_H

#include <uk/essentials.h>

extern bool host_irq_disabled;

static inline unsigned long uk_arch_irq_save(void)
{
	bool state = host_irq_disabled;

	host_irq_disabled = true;
	return state;
}

static inline void uk_arch_irq_restore(unsigned long state)
{
	host_irq_disabled = state;
}

static inline void uk_arch_spin_hint(void)
{
}

#endif /* UK_ARCH_CPU_INLINE_H */
