/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Closed connections that are remembered for a while (TIME-WAIT): a bounded
 * number of them, so that a busy server's memory and timers are bounded.
 */
#include "internal.h"

#include <lwip/priv/tcp_priv.h>

/* The list is counted once in so many. */
#define SLACK (CONFIG_LIBNETSTACK_TIME_WAIT / 4 + 1)

void netstack_time_wait_trim(unsigned int keep)
{
	struct tcp_pcb *pcb = tcp_tw_pcbs;

	/* lwIP adds at the front */
	for (; pcb && keep; keep--)
		pcb = pcb->next;
	while (pcb) {
		struct tcp_pcb *next = pcb->next;

		tcp_abort(pcb);
		pcb = next;
	}
}

void netstack_time_wait_entered(void)
{
	static unsigned int entered;

	if (++entered < SLACK)
		return;
	entered = 0;
	netstack_time_wait_trim(CONFIG_LIBNETSTACK_TIME_WAIT);
}
