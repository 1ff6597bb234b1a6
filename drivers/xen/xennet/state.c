/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts, the link, counters. One event channel serves both directions of a queue.
 */
#include <uk/print.h>

#include "xennet.h"

static bool tx_is_behind(const struct xennet_tx *tx)
{
	return uk_load_acquire(&tx->ring->at.responses) != tx->taken;
}

static bool rx_is_behind(const struct xennet_rx *rx)
{
	return uk_load_acquire(&rx->ring->at.responses) != rx->seen;
}

/* One that has left may be followed by an honest one. */
static __uk_cold void break_channel(struct xennet_queue *q)
{
	struct xennet *net = q->net;

	uk_pr_err("the backend %s raises events without end\n",
		  net->bus->backend);
	uk_xen_event_close(q->channel);
	q->channel = 0;
	if (net->state != XENNET_DOWN)
		xennet_announce(net, XENNET_BROKEN);
}

void xennet_event(void *argument)
{
	struct xennet_queue *q = argument;

	if (UK_UNLIKELY(uk_xen_events_are_too_many(
		    &q->events, q->rx.taken + q->tx.taken))) {
		break_channel(q);
		return;
	}
	if (q->rx.armed && rx_is_behind(&q->rx)) {
		q->rx.armed = false;
		q->rx.interrupts++;
		q->rx.event(q->rx.argument);
	}
	if (q->tx.armed && tx_is_behind(&q->tx)) {
		q->tx.armed = false;
		q->tx.interrupts++;
		q->tx.event(q->tx.argument);
	}
}

/* What arming a queue of this device returns that does not run. */
static int arm_later(const struct xennet *net)
{
	return net->state == XENNET_BROKEN  ? -EIO :
	       net->state == XENNET_OFFERED ? 1 :
					      0;
}

int xennet_rx_interrupt(struct uk_netdev *netdev, unsigned int queue, bool on)
{
	struct xennet *net = xennet_of(netdev);
	struct xennet_rx *rx = &net->queues[queue].rx;

	if (!rx->event)
		return -ENOTSUP;
	rx->armed = on;
	if (net->state != XENNET_RUNS)
		return arm_later(net);
	if (!on)
		return 0;
	if (uk_xen_ring_arm(&rx->ring->at, rx->seen))
		return 0;
	rx->armed = false;
	return 1;
}

int xennet_tx_interrupt(struct uk_netdev *netdev, unsigned int queue, bool on)
{
	struct xennet *net = xennet_of(netdev);
	struct xennet_tx *tx = &net->queues[queue].tx;

	if (!tx->event)
		return -ENOTSUP;
	tx->armed = on;
	if (net->state != XENNET_RUNS)
		return arm_later(net);
	if (!on)
		return 0;
	if (uk_xen_ring_arm(&tx->ring->at, tx->taken))
		return 0;
	tx->armed = false;
	return 1;
}

bool xennet_link_up(struct uk_netdev *netdev)
{
	return xennet_of(netdev)->state == XENNET_RUNS;
}

void xennet_stats(struct uk_netdev *netdev, struct uk_netdev_stats *stats)
{
	struct xennet *net = xennet_of(netdev);

	*stats = (struct uk_netdev_stats){ .rx_packets = 0 };
	for (unsigned int i = 0; i < net->pairs; i++) {
		const struct xennet_rx *rx = &net->queues[i].rx;
		const struct xennet_tx *tx = &net->queues[i].tx;

		stats->rx_packets += rx->packets;
		stats->rx_bytes += rx->bytes;
		stats->tx_packets += tx->packets;
		stats->tx_bytes += tx->bytes;
		stats->rx_starved += rx->starved;
		stats->rx_errors += rx->errors;
		stats->tx_full += tx->full;
		stats->kicks += rx->kicks + tx->kicks;
		stats->interrupts += rx->interrupts + tx->interrupts;
	}
}
