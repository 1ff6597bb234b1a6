/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The image's end: what TCP sockets there are end as if the program had closed them.
 */
#include "internal.h"

/* Ends of a socket take no other connection, and no other listener, out of lwIP's lists: those
 * who wait to be accepted are connections. A connection that is not complete belongs to lwIP.
 */
static void end_all(void *unused __uk_unused)
{
	struct tcp_pcb_listen *listener = tcp_listen_pcbs.listen_pcbs;
	struct tcp_pcb *pcb;

	while (listener) {
		struct tcp_pcb_listen *next = listener->next;

		if (listener->accept == tcp_socket_arrived)
			socket_tcp.end(listener->callback_arg);
		listener = next;
	}
	pcb = tcp_active_pcbs;
	while (pcb) {
		struct tcp_pcb *next = pcb->next;

		if (pcb->recv == tcp_socket_received)
			socket_tcp.end(pcb->callback_arg);
		pcb = next;
	}
}

UK_EVENT_HANDLER(uk_event_netstack_end, end_all);
