/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Device interrupts, through the APICs.
 */
#include <uk/apic.h>
#include <uk/arch/cpu.h>
#include <uk/plat/irq.h>

#include <uk/boot_protocol.h>

static void configure(void)
{
	uk_apic_configure(boot_protocol()->acpi_root(boot_information()),
			  boot_map);
}

static int registered(int error)
{
	if (!error)
		uk_arch_irq_enable();
	return error;
}

int uk_plat_irq_register(unsigned int irq, uk_irq_handler handler,
			 void *argument)
{
	configure();
	return registered(uk_apic_route(irq, handler, argument));
}

int uk_plat_irq_register_global(unsigned int number, unsigned int mode,
				uk_irq_handler handler, void *argument)
{
	configure();
	return registered(
		uk_apic_route_global(number, mode, handler, argument));
}

int uk_plat_irq_register_message(uk_irq_handler handler, void *argument,
				 struct uk_irq_message *message)
{
	return registered(uk_apic_route_message(handler, argument, message));
}
