/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The processor on the host: its disk is done before it is asked, so no interrupt comes.
 */
#ifndef UK_ARCH_CPU_INLINE_H
#define UK_ARCH_CPU_INLINE_H

#include <stdlib.h>

static inline unsigned long uk_arch_irq_save(void)
{
	return 0;
}

static inline void uk_arch_irq_restore(unsigned long state)
{
	(void)state;
}

static inline void uk_arch_halt_irq(void)
{
	abort(); /* whom should it wait for? */
}

#endif /* UK_ARCH_CPU_INLINE_H */
