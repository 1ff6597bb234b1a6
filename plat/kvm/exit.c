/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How the machine ends. QEMU's isa-debug-exit passes a status on; ACPI switches the
 * power off; a reset works everywhere, and ends QEMU when it runs with -no-reboot.
 */
#include <uk/arch/cpu.h>
#include <uk/arch/x86.h>
#include <uk/plat/lifecycle.h>
#ifdef CONFIG_PLAT_KVM_ACPI_OFF
#include <uk/acpi.h>

#include <uk/boot_protocol.h>
#endif

#define DEBUG_EXIT_PORT 0xf4
#define KEYBOARD_COMMAND_PORT 0x64
#define KEYBOARD_RESET 0xfe
#define RESET_PORT 0xcf9 /* reset control register of the PCI host bridges */
#define RESET_FULL 0x06

/* A port without a device reads as all ones; this device reads as 0. */
static bool has_debug_exit(void)
{
	return uk_x86_in8(DEBUG_EXIT_PORT) == 0;
}

static void reset(void)
{
	static const struct {
		uint16_t limit;
		uint64_t base;
	} __uk_packed no_vectors;

	uk_x86_out8(RESET_PORT, RESET_FULL);
	uk_x86_out8(KEYBOARD_COMMAND_PORT, KEYBOARD_RESET);
	/* an exception that cannot be delivered shuts the CPU down */
	__asm__ volatile("lidt %0; int3" ::"m"(no_vectors));
}

void uk_plat_exit(int status)
{
	uk_arch_irq_disable();
	if (has_debug_exit())
		uk_x86_out8(DEBUG_EXIT_PORT, status);
#ifdef CONFIG_PLAT_KVM_ACPI_OFF
	uk_acpi_power_off(boot_protocol()->acpi_root(boot_information()),
			  boot_map);
#endif
	reset();
	for (;;)
		__asm__ volatile("hlt");
}
