/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Packets of this machine to itself: on "lo", or to an own address of any
 * other interface. lwIP queues them; they are delivered before the lock is
 * given back. Nothing can happen to them on the way, so they have no
 * checksums.
 */
#include "internal.h"

#include <lwip/ip.h>

#define PACKETS_MOST 256 /* at a time */

bool netstack_loopback_waits;
static struct netif *loopback;

void netstack_loopback_start(void)
{
	/* lwip_init() has made it, and nothing else yet */
	loopback = netif_list;
	NETIF_SET_CHECKSUM_CTRL(loopback, NETIF_CHECKSUM_DISABLE_ALL);
}

/* lwIP's netif_poll(), but bounded: what answers itself would never end. */
static bool deliver(struct netif *netif, unsigned int *budget)
{
	bool delivered = netif->loop_first;

	while (netif->loop_first && *budget) {
		struct pbuf *first = netif->loop_first;
		struct pbuf *last = first;

		(*budget)--;
		while (last->len != last->tot_len)
			last = last->next;
		netif->loop_first = last->next;
		if (!last->next)
			netif->loop_last = NULL;
		last->next = NULL;
		first->if_idx = netif_get_index(netif);
		if (ip_input(first, netif) != ERR_OK)
			pbuf_free(first);
	}
	return delivered;
}

/* Answers may go through another interface than what they answer. */
void netstack_loopback(void)
{
	unsigned int budget = PACKETS_MOST;
	bool again;

	do {
		again = deliver(loopback, &budget);
		for (struct nic *nic = netstack_nics; nic; nic = nic->next) {
			if (!nic->netif.loop_first)
				continue;
			netstack_check_checksums(nic, false);
			again |= deliver(&nic->netif, &budget);
		}
	} while (again && budget);
	netstack_loopback_waits = again;
	if (UK_UNLIKELY(again))
		netstack_wake();
}
