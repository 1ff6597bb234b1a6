/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The step from one domain to the next (xen/include/public/sched.h: SCHEDOP_shutdown with
 * SHUTDOWN_suspend). The CPU goes on behind the call, with the result that the toolstack put there.
 */
#include <uk/arch/cpu.h>
#include <uk/xen/hypercall.h>
#include <uk/xen/suspend.h>

#define SHUTDOWN 2
#define REASON_SUSPEND 2

int uk_xen_suspend_ask(void)
{
	int worst = 0;

	UK_TABLE_FOR_EACH (uk_xen_suspend_parts, part) {
		int error = part->ask ? part->ask() : 0;

		if (error && worst != -ENOTSUP)
			worst = error;
	}
	return worst;
}

static void arrive(void)
{
	uk_xen_shared_arrive();
	uk_xen_grants_arrive();
	uk_xen_events_arrive();
	UK_TABLE_FOR_EACH (uk_xen_suspend_parts, part)
		if (part->arrive)
			part->arrive();
}

void uk_xen_suspend_resume(void)
{
	UK_TABLE_FOR_EACH (uk_xen_suspend_parts, part)
		if (part->resume)
			part->resume();
}

int uk_xen_suspend(void)
{
	uint32_t reason = REASON_SUSPEND;
	int result = uk_xen_suspend_ask();
	unsigned long state;

	if (result)
		return result;
	state = uk_arch_irq_save();
	UK_TABLE_FOR_EACH (uk_xen_suspend_parts, part)
		if (part->leave)
			part->leave();
	uk_xen_grants_leave();
	result = (int)uk_xen_operation(XEN_SCHED_OP, SHUTDOWN, &reason);
	if (!result)
		arrive();
	uk_arch_irq_restore(state);
	return result;
}
