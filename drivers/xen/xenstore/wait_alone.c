/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waiting in an image without threads: the CPU halts until the event channel's interrupt.
 * Watches are told by that interrupt, or, when it meets a request, at the request's end; a
 * request that they make looks at the ring by itself.
 */
#include <uk/arch/cpu.h>
#include <uk/atomic.h>
#include <uk/xen/hypercall.h>

#include "private.h"

static bool busy; /* a request is under way */
static bool telling;

static void tell(void)
{
	telling = true;
	xenstore_watch_tell();
	telling = false;
}

void xenstore_lock(void)
{
	uk_store_relaxed(&busy, true);
}

void xenstore_unlock(void)
{
	unsigned long state = uk_arch_irq_save();

	uk_store_relaxed(&busy, false);
	if (!telling)
		tell();
	uk_arch_irq_restore(state);
}

void xenstore_wait(const unsigned int *flag)
{
	unsigned long state = uk_arch_irq_save();

	while (!uk_load_acquire(flag)) {
		if (telling) {
			uk_xen_yield();
			xenstore_arrived();
		} else {
			uk_arch_halt_irq();
		}
	}
	uk_arch_irq_restore(state);
}

void xenstore_wake(void)
{
}

int xenstore_watcher_start(void)
{
	return 0;
}

void xenstore_watcher_wake(void)
{
	if (!uk_load_relaxed(&busy) && !telling)
		tell();
}

void xenstore_watcher_leave(const struct uk_xenstore_watch *watch)
{
	(void)watch;
}
