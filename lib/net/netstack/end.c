/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The image's end: connections are closed, and what is on its way leaves. Nothing outlives the
 * image that would send again what was lost, or what still lies in a device's queue: so the
 * image waits, until all is acknowledged and sent, or for so long.
 *
 * This comes after file systems: who sees a connection end finds whole what was stored. No other
 * thread runs meanwhile, which could do nothing but fail; a halt here is the machine's.
 */
#include "internal.h"

#include <uk/arch/cpu.h>
#include <uk/event.h>
#include <uk/time.h>

#define PATIENCE (CONFIG_LIBNETSTACK_CLOSE_MS * UK_TIME_MILLISECOND)
/* Devices need not interrupt when they have sent something. */
#define LOOK UK_TIME_MILLISECOND

/* Whether a peer has still to get, or to acknowledge, something. Who has not even answered our
 * SYN, or to it, is left alone: for the address may be anybody's.
 */
static bool tcp_is_done(void)
{
	for (const struct tcp_pcb *pcb = tcp_active_pcbs; pcb; pcb = pcb->next)
		if (pcb->state >= ESTABLISHED &&
		    (pcb->unsent || pcb->unacked || pcb->flags & TF_CLOSEPEND))
			return false;
	return true;
}

static bool devices_are_done(void)
{
	for (const struct nic *nic = netstack_nics; nic; nic = nic->next)
		if (!nic->is_broken &&
		    nic->tx_pieces.available != nic->tx_pieces_most)
			return false;
	return true;
}

static void halt(void)
{
	unsigned long state = uk_arch_irq_save();

	if (netstack_arm_all()) {
		uk_plat_timer_set(uk_time_deadline(LOOK));
		uk_arch_halt_irq();
	}
	uk_arch_irq_restore(state);
}

static void end(void *status __uk_unused)
{
	uint64_t deadline = uk_time_deadline(PATIENCE);
	bool worked;

	if (!netstack_has_started || !netstack_try_lock())
		return;
	netstack_work(); /* what has come until now */
	uk_event_raise(uk_event_netstack_end, NULL);
	for (;;) {
		worked = netstack_work();
		netstack_flush();
		if ((tcp_is_done() && devices_are_done()) ||
		    uk_time_monotonic() >= deadline)
			break;
		if (!worked)
			halt();
	}
	uk_netstack_unlock();
}

UK_EVENT_HANDLER_LAST(uk_event_exit, end);
