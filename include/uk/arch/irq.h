/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupt vectors of the CPU, for the drivers of interrupt controllers.
 */
#ifndef UK_ARCH_IRQ_H
#define UK_ARCH_IRQ_H

#include <uk/essentials.h>

/* Vectors for devices; numbered from 0 here. The highest is the spurious one's. */
#define UK_ARCH_IRQ_COUNT ((unsigned int)CONFIG_ARCH_X86_64_IRQ_VECTORS)
/* What a controller must be told for vector 0 */
#define UK_ARCH_IRQ_FIRST 32u

typedef void (*uk_arch_irq_handler)(void *argument);

/*
 * Calls `handler` for each interrupt on `vector`, with interrupts disabled, on the
 * interrupt stack. 0, -EINVAL, or -EBUSY if the vector has a handler.
 */
int uk_arch_irq_set(unsigned int vector, uk_arch_irq_handler handler,
		    void *argument);

/* Takes the highest free vector below the spurious one. Its number, or -ENOSPC. */
int uk_arch_irq_take(uk_arch_irq_handler handler, void *argument);

/*
 * Of a handler: an interrupt that came between the two instructions of uk_arch_halt_irq() ends the
 * halt all the same, instead of being forgotten by it. No CPU lets one come there, but there are
 * hypervisors that do. Handlers do not nest.
 */
void uk_arch_irq_ends_halt(void);

#endif /* UK_ARCH_IRQ_H */
