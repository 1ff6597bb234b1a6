/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The timer's interrupt, which the monitor makes as a CPU would (UKVM_CALL_TIMER): the flag that
 * stands for the CPU's masks it, without a call.
 */
#include "upcall.h"

#include <uk/arch/cpu.h>
#include <uk/arch/upcall.h>
#include <uk/plat/time.h>
#include <uk/ukvm.h>

void upcall_timer(uint64_t deadline)
{
	static struct ukvm_upcall upcall;
	uint64_t wait = UKVM_FOREVER;

	if (deadline != UINT64_MAX) {
		uint64_t now = uk_plat_clock_monotonic();

		wait = deadline > now ? deadline - now : 0;
	}
	upcall = (struct ukvm_upcall){
		.entry = (uintptr_t)uk_arch_upcall_entry,
		.stack = uk_arch_upcall_stack(),
		.mask = (uintptr_t)&uk_plat_irq_is_on,
	};
	uk_ukvm_call(UKVM_CALL_TIMER, wait, (uintptr_t)&upcall);
}

static void call_hooks(void)
{
	UK_TABLE_FOR_EACH (uk_plat_timer_hooks, hook)
		(*hook)();
}

void upcall_hooks(void)
{
	uk_arch_upcall_clear();
	call_hooks();
}

/* One may come for an earlier setting. The other side's clock may be ahead of this one by
 * a little: then it is to come once more.
 */
__uk_used void uk_plat_upcall(void)
{
	uk_arch_irq_disable();
	if (irq_timer_comes())
		call_hooks();
	else
		irq_timer_again();
	uk_arch_irq_enable();
}
