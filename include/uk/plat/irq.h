/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Device interrupts.
 */
#ifndef UK_PLAT_IRQ_H
#define UK_PLAT_IRQ_H

#include <uk/essentials.h>

/* Runs with interrupts disabled, on the interrupt stack; must not sleep. The
 * interrupt is acknowledged behind it.
 */
typedef void (*uk_irq_handler)(void *argument);

/*
 * Routes legacy (ISA) interrupt line `irq` to `handler`, unmasks it, and enables
 * interrupts: before the first handler there is nothing to serve.
 * 0, -EINVAL (no such line), -EBUSY (taken), -ENODEV (no interrupt
 * controller), -ENOMEM. Not from an interrupt.
 */
int uk_plat_irq_register(unsigned int irq, uk_irq_handler handler,
			 void *argument);

#endif /* UK_PLAT_IRQ_H */
