/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Device interrupts, through the I/O APIC.
 */
#include <uk/apic.h>
#include <uk/arch/cpu.h>
#include <uk/plat/irq.h>

#include "boot.h"

int uk_plat_irq_register(unsigned int irq, uk_irq_handler handler,
			 void *argument)
{
	int error;

	uk_apic_configure(boot_protocol()->acpi_root(boot_information()),
			  boot_map);
	error = uk_apic_route(irq, handler, argument);
	if (!error)
		uk_arch_irq_enable();
	return error;
}
