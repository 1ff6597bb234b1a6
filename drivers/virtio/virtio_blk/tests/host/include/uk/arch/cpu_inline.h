/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The processor on the host: waiting lets the device work (disk.c).
 */
#ifndef UK_ARCH_CPU_INLINE_H
#define UK_ARCH_CPU_INLINE_H

#include <uk/essentials.h>

extern bool disk_irq_enabled;
void disk_halt(void);

static inline unsigned long uk_arch_irq_save(void)
{
	bool state = disk_irq_enabled;

	disk_irq_enabled = false;
	return state;
}

static inline void uk_arch_irq_restore(unsigned long state)
{
	disk_irq_enabled = state;
}

static inline void uk_arch_halt_irq(void)
{
	disk_halt();
}

static inline void uk_arch_spin_hint(void)
{
}

#endif /* UK_ARCH_CPU_INLINE_H */
