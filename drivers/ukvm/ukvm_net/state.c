/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts, the link, counters. One line serves both directions.
 */
#include "ukvm_net.h"

static void look(struct ukvm_net_queue *q)
{
	if (!q->armed || !uk_ukvm_ring_done(&q->ring))
		return;
	uk_ukvm_ring_no_wake(&q->ring);
	q->armed = false;
	q->interrupts++;
	q->event(q->argument);
}

void ukvm_net_interrupt(void *argument)
{
	struct ukvm_net *net = argument;

	look(&net->rx.q);
	look(&net->tx.q);
}

static int interrupt(const struct ukvm_net *net, struct ukvm_net_queue *q,
		     bool on)
{
	if (!q->event)
		return -ENOTSUP;
	if (net->broken)
		return -EIO;
	q->armed = on;
	/* the handler must see it before it can run */
	uk_compiler_barrier();
	if (!on) {
		uk_ukvm_ring_no_wake(&q->ring);
		return 0;
	}
	if (!uk_ukvm_ring_wake(&q->ring))
		return 0;
	q->armed = false;
	return 1;
}

int ukvm_net_rx_interrupt(struct uk_netdev *netdev, unsigned int queue, bool on)
{
	struct ukvm_net *net = ukvm_net_of(netdev);

	(void)queue;
	return interrupt(net, &net->rx.q, on);
}

int ukvm_net_tx_interrupt(struct uk_netdev *netdev, unsigned int queue, bool on)
{
	struct ukvm_net *net = ukvm_net_of(netdev);

	(void)queue;
	return interrupt(net, &net->tx.q, on);
}

/* The monitor knows of no cable: what it has a file for is connected. */
bool ukvm_net_link_up(struct uk_netdev *netdev)
{
	return !ukvm_net_of(netdev)->broken;
}

void ukvm_net_stats(struct uk_netdev *netdev, struct uk_netdev_stats *stats)
{
	const struct ukvm_net *net = ukvm_net_of(netdev);

	*stats = (struct uk_netdev_stats){
		.rx_packets = net->rx.q.count,
		.rx_bytes = net->rx.q.bytes,
		.tx_packets = net->tx.q.count,
		.tx_bytes = net->tx.q.bytes,
		.rx_starved = net->rx.starved,
		.rx_errors = net->rx.errors,
		.tx_full = net->tx.full,
		.kicks = net->rx.q.kicks + net->tx.q.kicks,
		.interrupts = net->rx.q.interrupts + net->tx.q.interrupts,
	};
}
