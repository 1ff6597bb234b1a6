/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts where the CPU's own are out of reach, at CPL 3: the platform keeps a flag that stands
 * for the CPU's, and a word in which a monitor says that devices want attention. They
 * get it when interrupts are enabled, or when the image waits.
 */
#ifndef UK_ARCH_CPU_UNPRIVILEGED_H
#define UK_ARCH_CPU_UNPRIVILEGED_H

#include <uk/essentials.h>

/* Of the platform */
extern bool uk_plat_irq_is_on;
extern volatile unsigned int uk_plat_irq_pending;
/* Calls the handlers of the devices that want attention. Interrupts are disabled. */
void uk_plat_irq_deliver(void);
/* Waits for an interrupt or the timer, and serves it. */
void uk_plat_irq_wait(void);

static __uk_always_inline void uk_arch_irq_disable(void)
{
	uk_plat_irq_is_on = false;
	uk_compiler_barrier();
}

static __uk_always_inline void uk_arch_irq_enable(void)
{
	uk_compiler_barrier();
	if (UK_UNLIKELY(uk_plat_irq_pending))
		uk_plat_irq_deliver();
	uk_plat_irq_is_on = true;
}

static __uk_always_inline bool uk_arch_irq_enabled(void)
{
	return uk_plat_irq_is_on;
}

static __uk_always_inline unsigned long uk_arch_irq_save(void)
{
	unsigned long state = uk_plat_irq_is_on;

	uk_arch_irq_disable();
	return state;
}

static __uk_always_inline void uk_arch_irq_restore(unsigned long state)
{
	if (state)
		uk_arch_irq_enable();
	else
		uk_compiler_barrier();
}

static __uk_always_inline void uk_arch_halt_irq(void)
{
	uk_plat_irq_wait();
}

#endif /* UK_ARCH_CPU_UNPRIVILEGED_H */
