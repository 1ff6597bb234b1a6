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

#include "clock.h"

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

static void bind(void)
{
	if (uk_xen_event_bind_virq(XEN_VIRQ_TIMER, expired, NULL) < 0)
		no_timer();
}

static bool bound;
#ifdef CONFIG_DRV_XENCORE_SUSPEND
static uint64_t last;

void xen_timer_arrive(void)
{
	if (!bound)
		return;
	bind();
	uk_plat_timer_set(last);
}
#endif

void uk_plat_timer_set(uint64_t deadline)
{
	struct singleshot shot = { .deadline = deadline - xen_clock_ahead };

	if (UK_UNLIKELY(!bound)) {
		bound = true;
		bind();
	}
#ifdef CONFIG_DRV_XENCORE_SUSPEND
	last = deadline;
#endif
	/* what is negative is the past for Xen; and nobody waits for 292 years */
	if (deadline > INT64_MAX)
		uk_xen_call(XEN_VCPU_OP, STOP_SINGLESHOT, 0, 0);
	else if (uk_xen_call(XEN_VCPU_OP, SET_SINGLESHOT, 0, (long)&shot))
		no_timer();
}
