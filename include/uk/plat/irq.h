/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Device interrupts: wires into an interrupt controller, and messages that a
 * device writes by itself. Whoever registers one keeps it for good. An
 * interrupt that is registered is also unmasked, and interrupts are enabled with the
 * first: before it there is nothing to serve.
 */
#ifndef UK_PLAT_IRQ_H
#define UK_PLAT_IRQ_H

#include <uk/essentials.h>

/* Runs with interrupts disabled, on the interrupt stack; must not sleep. The
 * interrupt is acknowledged behind it.
 */
typedef void (*uk_irq_handler)(void *argument);

/*
 * Legacy (ISA) interrupt line `irq`, wherever the machine's tables say that it
 * goes in and how; from 16 on, the global system interrupt of that number,
 * edge-triggered.
 * 0, -EINVAL (no such line), -EBUSY (taken), -ENODEV (no interrupt
 * controller), -ENOMEM, -ENOSPC (all vectors are taken). Not from an interrupt.
 */
int uk_plat_irq_register(unsigned int irq, uk_irq_handler handler,
			 void *argument);

/* How a wire signals; otherwise by its rising edge */
#define UK_IRQ_LEVEL 1u
#define UK_IRQ_ACTIVE_LOW 2u

/* A global system interrupt, as ACPI numbers the inputs of all controllers
 * together (ACPI 6.5, section 5.2.13). As above.
 */
int uk_plat_irq_register_global(unsigned int number, unsigned int mode,
				uk_irq_handler handler, void *argument);

/* What a device writes, 32 bits, to raise a message-signalled interrupt (PCI 3.0,
 * section 6.8).
 */
struct uk_irq_message {
	uint64_t address;
	uint32_t data;
};

/* Takes a vector for messages. 0 and the message, -ENODEV, -ENOMEM, -ENOSPC. */
int uk_plat_irq_register_message(uk_irq_handler handler, void *argument,
				 struct uk_irq_message *message);

#endif /* UK_PLAT_IRQ_H */
