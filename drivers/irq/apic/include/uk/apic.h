/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The local APIC of the boot CPU, its timer, and the I/O APICs.
 */
#ifndef UK_APIC_H
#define UK_APIC_H

#include <uk/acpi.h>
#include <uk/arch/irq.h>
#include <uk/plat/irq.h>

/* Where ACPI's root pointer is (0: unknown) and how to read memory. Before uk_apic_route(). */
void uk_apic_configure(uint64_t acpi_root, uk_acpi_map map);

/* Switches the local APIC on. 0; -ENODEV: this CPU has none; -ENOMEM: its
 * registers could not be mapped; -EBUSY, -ENOSPC: no vector is left. Idempotent.
 */
int uk_apic_start(void);

/*
 * Calls `handler` for interrupts of ISA line `line`, or of the global system
 * interrupt of that number from 16 on, with the interrupt acknowledged afterwards. 0,
 * -EINVAL: no such line; -EBUSY: it has a handler; -ENOSPC: no vector is
 * left; or what uk_apic_start() returns.
 */
int uk_apic_route(unsigned int line, uk_arch_irq_handler handler,
		  void *argument);

/* The same for a global system interrupt. `mode`: UK_IRQ_LEVEL, UK_IRQ_ACTIVE_LOW. */
int uk_apic_route_global(unsigned int number, unsigned int mode,
			 uk_arch_irq_handler handler, void *argument);

/* The same for a message: see uk_plat_irq_register_message(). */
int uk_apic_route_message(uk_arch_irq_handler handler, void *argument,
			  struct uk_irq_message *message);

/* Whether the timer takes a value of the time-stamp counter. After uk_apic_start(). */
bool uk_apic_has_deadline(void);

/* One interrupt when the time-stamp counter reaches `tsc`; 0: none. */
void uk_apic_timer_deadline(uint64_t tsc);

/* One interrupt after that many ticks of the timer, 16 bus cycles each; 0: none. */
void uk_apic_timer_ticks(uint32_t ticks);

/* The timer's present count, for calibrating it. */
uint32_t uk_apic_timer_count(void);

#endif /* UK_APIC_H */
