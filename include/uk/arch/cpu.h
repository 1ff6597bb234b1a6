/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What an architecture gives to the code above it: interrupts on and off,
 * idling, barriers and the cycle counter. All of it is callable in any
 * context and never sleeps.
 */
#ifndef UK_ARCH_CPU_H
#define UK_ARCH_CPU_H

#include <uk/arch/cpu_inline.h> /* from arch/<arch>/include */

/*
 * The architecture defines, as inline functions:
 *
 * void uk_arch_irq_enable(void);
 * void uk_arch_irq_disable(void);
 * bool uk_arch_irq_enabled(void);
 * unsigned long uk_arch_irq_save(void);	disables, returns the old state
 * void uk_arch_irq_restore(unsigned long state);
 * void uk_arch_halt_irq(void);		enables interrupts and waits for one, with
 *					no gap in which one could be lost;
 *					returns with interrupts disabled
 * void uk_arch_spin_hint(void);
 * uint64_t uk_arch_cycles(void);	the cycle counter (TSC)
 */

#endif /* UK_ARCH_CPU_H */
