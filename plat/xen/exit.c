/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How the domain ends (xen/include/public/sched.h): `xl` sees a power-off, or a crash. Under a
 * test's QEMU, its isa-debug-exit, which a dom0 reaches, passes the status on.
 */
#include <uk/arch/cpu.h>
#include <uk/arch/x86.h>
#include <uk/output.h>
#include <uk/plat/lifecycle.h>
#include <uk/xen/hypercall.h>

#define DEBUG_EXIT_PORT 0xf4

#define SHUTDOWN 2
#define REASON_CRASH 3

void uk_plat_exit(int status)
{
	uint32_t reason = status == UK_EXIT_CRASH ? REASON_CRASH :
						    uk_xen_end_reason;

	uk_arch_irq_disable();
	uk_x86_out8(DEBUG_EXIT_PORT, status);
	if (uk_xen_present())
		uk_xen_operation(XEN_SCHED_OP, SHUTDOWN, &reason);
	for (;;)
		__asm__ volatile("hlt");
}
