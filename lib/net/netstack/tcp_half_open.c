/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Half-open connections: who has sent a SYN and not yet answered ours. Each
 * listener has room for a bounded number, and lwIP keeps a silent one for 20 s:
 * a few packets a second from made-up addresses would shut everybody else out.
 * So when a listener has no room left, the one that has been silent for longest
 * makes it, if that is longer than an honest answer takes even on a busy host.
 */
#include "internal.h"

#include <lwip/priv/tcp_priv.h>

/* Ticks of TCP_SLOW_INTERVAL, 500 ms each */
#define ANSWER_TICKS 8

static struct tcp_pcb_listen *full_listener(uint16_t port)
{
	struct tcp_pcb_listen *pcb = tcp_listen_pcbs.listen_pcbs;

	while (pcb && (pcb->local_port != port ||
		       pcb->accepts_pending < pcb->backlog))
		pcb = pcb->next;
	return pcb;
}

void netstack_half_open_make_room(uint16_t port)
{
	const struct tcp_pcb_listen *listener = full_listener(port);
	struct tcp_pcb *oldest = NULL;
	unsigned int left;

	if (UK_LIKELY(!listener))
		return;
	left = listener->accepts_pending;
	/* the newest come first, and their number is known */
	for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb && left;
	     pcb = pcb->next) {
		if (pcb->state != SYN_RCVD || pcb->listener != listener)
			continue;
		left--;
		if (!oldest || TCP_SEQ_LT(pcb->tmr, oldest->tmr))
			oldest = pcb;
	}
	/* The address may be somebody's who knows nothing of this: no RST. */
	if (oldest && tcp_ticks - oldest->tmr > ANSWER_TICKS)
		tcp_abandon(oldest, 0);
}
