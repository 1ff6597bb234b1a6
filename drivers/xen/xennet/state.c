/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts, the link, counters. One event channel serves both directions.
 */
#include "xennet.h"

static bool tx_is_behind(const struct xennet_tx *tx)
{
	return uk_load_acquire(&tx->ring->at.responses) != tx->taken;
}

static bool rx_is_behind(const struct xennet_rx *rx)
{
	return uk_load_acquire(&rx->ring->at.responses) != rx->taken;
}

void xennet_event(void *argument)
{
	struct xennet *net = argument;

	if (net->rx.armed && rx_is_behind(&net->rx)) {
		net->rx.armed = false;
		net->rx.interrupts++;
		net->rx.event(net->rx.argument);
	}
	if (net->tx.armed && tx_is_behind(&net->tx)) {
		net->tx.armed = false;
		net->tx.interrupts++;
		net->tx.event(net->tx.argument);
	}
}

int xennet_rx_interrupt(struct uk_netdev *netdev, unsigned int queue, bool on)
{
	struct xennet *net = xennet_of(netdev);
	struct xennet_rx *rx = &net->rx;

	(void)queue;
	if (!rx->event)
		return -ENOTSUP;
	if (net->broken)
		return -EIO;
	rx->armed = on;
	if (!on)
		return 0;
	uk_store_relaxed(&rx->ring->at.responses_event, rx->taken + 1);
	uk_memory_barrier();
	if (!rx_is_behind(rx))
		return 0;
	rx->armed = false;
	return 1;
}

int xennet_tx_interrupt(struct uk_netdev *netdev, unsigned int queue, bool on)
{
	struct xennet *net = xennet_of(netdev);
	struct xennet_tx *tx = &net->tx;

	(void)queue;
	if (!tx->event)
		return -ENOTSUP;
	if (net->broken)
		return -EIO;
	tx->armed = on;
	if (!on)
		return 0;
	uk_store_relaxed(&tx->ring->at.responses_event, tx->taken + 1);
	uk_memory_barrier();
	if (!tx_is_behind(tx))
		return 0;
	tx->armed = false;
	return 1;
}

bool xennet_link_up(struct uk_netdev *netdev)
{
	struct xennet *net = xennet_of(netdev);

	return net->channel && !net->broken;
}

void xennet_stats(struct uk_netdev *netdev, struct uk_netdev_stats *stats)
{
	struct xennet *net = xennet_of(netdev);

	*stats = (struct uk_netdev_stats){
		.rx_packets = net->rx.packets,
		.rx_bytes = net->rx.bytes,
		.tx_packets = net->tx.packets,
		.tx_bytes = net->tx.bytes,
		.rx_starved = net->rx.starved,
		.rx_errors = net->rx.errors,
		.tx_full = net->tx.full,
		.kicks = net->rx.kicks + net->tx.kicks,
		.interrupts = net->rx.interrupts + net->tx.interrupts,
	};
}
