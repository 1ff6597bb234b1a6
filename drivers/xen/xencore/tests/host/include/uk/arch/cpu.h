/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A CPU of which the program says when interrupts come.
 */
#ifndef UK_ARCH_CPU_H
#define UK_ARCH_CPU_H

#include <uk/essentials.h>

extern bool host_irq_enabled;
/* Until something may have happened. */
void uk_arch_halt_irq(void);

static inline void uk_arch_irq_enable(void)
{
	host_irq_enabled = true;
}

static inline unsigned long uk_arch_irq_save(void)
{
	bool enabled = host_irq_enabled;

	host_irq_enabled = false;
	return enabled;
}

static inline void uk_arch_irq_restore(unsigned long enabled)
{
	host_irq_enabled = enabled;
}

#endif /* UK_ARCH_CPU_H */
