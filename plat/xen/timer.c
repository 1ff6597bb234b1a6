/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The timer: Xen's for this virtual CPU, one shot at a time of the monotonic clock
 * (xen/include/public/vcpu.h).
 */
#include <uk/output.h>
#include <uk/plat/lifecycle.h>
#include <uk/plat/time.h>
#include <uk/xen/events.h>
#include <uk/xen/hypercall.h>

#define SET_SINGLESHOT 8
#define STOP_SINGLESHOT 9

struct singleshot {
	uint64_t deadline;
	uint32_t flags;
};

/* Its whole effect is that it ends a halt, unless somebody wants to know. */
static void expired(void *unused)
{
	(void)unused;
#ifdef CONFIG_WANTS_PREEMPTION
	UK_TABLE_FOR_EACH (uk_plat_timer_hooks, hook)
		(*hook)();
#endif
}

static void __uk_noreturn no_timer(void)
{
	static const char text[] = "Xen refuses the timer that the image needs\n";

	uk_console_write(text, sizeof(text) - 1);
	uk_plat_exit(UK_EXIT_CRASH);
}

void uk_plat_timer_set(uint64_t deadline)
{
	static bool bound;
	struct singleshot shot = { .deadline = deadline };

	if (UK_UNLIKELY(!bound)) {
		bound = true;
		if (uk_xen_event_bind_virq(XEN_VIRQ_TIMER, expired, NULL) < 0)
			no_timer();
	}
	if (deadline == UINT64_MAX)
		uk_xen_call(XEN_VCPU_OP, STOP_SINGLESHOT, 0, 0);
	else if (uk_xen_call(XEN_VCPU_OP, SET_SINGLESHOT, 0, (long)&shot))
		no_timer();
}
