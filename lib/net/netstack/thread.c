/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The network thread: wakes for interrupts and timers, does what is to be
 * done, and lets devices interrupt again only when nothing is left. Threads
 * that look into the devices by themselves (uk_ready_poll()) leave it nothing
 * but that.
 */
#include "internal.h"

#include <uk/ready.h>
#include <uk/thread.h>
#include <uk/time.h>

static struct uk_thread *thread;
static uint64_t sleeps_until;

UK_READY_POLLER(netstack, .poll = uk_netstack_poll);

void netstack_wake(void)
{
	if (thread)
		uk_thread_wake(thread);
}

void netstack_timer_earlier(uint64_t at)
{
	if (at < sleeps_until)
		netstack_wake();
}

static void *run(void *argument __uk_unused)
{
	/* the stack, and what lies below it, has none */
	uk_arch_tls_renounce(uk_thread_current()->context.tls);
	for (;;) {
		bool is_idle = false;

		uk_netstack_lock();
		if (!netstack_work())
			is_idle = netstack_arm_all();
		sleeps_until = netstack_timer_next;
		uk_netstack_unlock();
		if (is_idle)
			uk_thread_block_until(sleeps_until);
		else
			uk_thread_yield(); /* those whom packets woke */
	}
	return NULL;
}

int netstack_thread_start(void)
{
	const struct uk_thread_attributes attributes = {
		.name = "network",
		.detached = true,
		.service = true,
	};

	return uk_thread_create(&thread, &attributes, run, NULL);
}
