/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A guest of Xen has no interrupt controller: its devices signal by event
 * channels (<uk/xen/events.h>).
 */
#include <uk/errno.h>
#include <uk/plat/irq.h>

int uk_plat_irq_register(unsigned int irq, uk_irq_handler handler,
			 void *argument)
{
	(void)irq, (void)handler, (void)argument;
	return -ENODEV;
}

int uk_plat_irq_register_global(unsigned int number, unsigned int mode,
				uk_irq_handler handler, void *argument)
{
	(void)number, (void)mode, (void)handler, (void)argument;
	return -ENODEV;
}

int uk_plat_irq_register_message(uk_irq_handler handler, void *argument,
				 struct uk_irq_message *message)
{
	(void)handler, (void)argument, (void)message;
	return -ENODEV;
}
