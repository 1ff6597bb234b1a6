/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From a device that was found to one that runs, and back.
 */
#include <uk/alloc.h>
#include <uk/plat/irq.h>
#include <uk/print.h>
#include <uk/string.h>

#include "ukvm_net.h"

#define REFILL_MOST 32 /* a refill's own cost is small beside as many buffers */

int ukvm_net_configure(struct uk_netdev *netdev,
		       const struct uk_netdev_config *config)
{
	struct ukvm_net *net = ukvm_net_of(netdev);

	net->offloads = config->offloads;
	if (net->offloads & (UK_NETDEV_TX_TSO4 | UK_NETDEV_TX_TSO6))
		net->offloads |= UK_NETDEV_TX_CHECKSUM;
	if (net->offloads & (UK_NETDEV_RX_LARGE4 | UK_NETDEV_RX_LARGE6))
		net->offloads |= UK_NETDEV_RX_CHECKSUM;
	net->broken = false;
	memset(&net->rx, 0, sizeof(net->rx));
	memset(&net->tx, 0, sizeof(net->tx));
	return 0;
}

static int create(struct ukvm_net *net, struct ukvm_net_queue *q,
		  uint16_t entries)
{
	struct uk_alloc *a = net->netdev.allocator;

	q->packets = uk_calloc(a, entries, sizeof(struct uk_netbuf *));
	return q->packets ? uk_ukvm_ring_create(&q->ring, a, entries) : -ENOMEM;
}

int ukvm_net_rx_setup(struct uk_netdev *netdev, unsigned int queue,
		      const struct uk_netdev_rx_config *config)
{
	struct ukvm_net *net = ukvm_net_of(netdev);
	struct ukvm_net_rx *rx = &net->rx;
	bool large = net->offloads & (UK_NETDEV_RX_LARGE4 | UK_NETDEV_RX_LARGE6);
	uint32_t span = large ? LARGE_SPAN : VLAN_TAG + netdev->info.mtu;
	/* who uses no VLANs need not have room for their tags */
	uint32_t least = net->header + UK_NETDEV_ETHERNET_HEADER + span - VLAN_TAG;
	uint64_t room = config->buffer_size - UK_NETBUF_HEADROOM + net->header;

	(void)queue;
	if (config->buffer_size <= UK_NETBUF_HEADROOM || room > INT32_MAX ||
	    (net->offloads & UK_NETDEV_RX_CHAIN ? room * config->ring : room) <
		    least)
		return -EINVAL;
	rx->q.event = config->event;
	rx->q.argument = config->argument;
	rx->take = config->take;
	rx->room = (uint32_t)room;
	rx->frame_span = span;
	rx->refill_at = UK_MAX(1, UK_MIN(REFILL_MOST, config->ring / 4));
	return create(net, &rx->q, config->ring);
}

int ukvm_net_tx_setup(struct uk_netdev *netdev, unsigned int queue,
		      const struct uk_netdev_tx_config *config)
{
	struct ukvm_net *net = ukvm_net_of(netdev);
	struct ukvm_net_tx *tx = &net->tx;
	/* one more entry for the header of a packet without headroom */
	uint16_t fit = config->ring - 1;
	uint16_t pieces = config->pieces ?
				  config->pieces :
				  UK_MIN(fit, netdev->info.tx_pieces);

	(void)queue;
	if (pieces == 0 || pieces > fit)
		return -EINVAL;
	tx->q.event = config->event;
	tx->q.argument = config->argument;
	tx->pieces = pieces;
	if (net->header) {
		tx->headers = uk_calloc(netdev->allocator, config->ring,
					sizeof(*tx->headers));
		if (!tx->headers)
			return -ENOMEM;
	}
	return create(net, &tx->q, config->ring);
}

static unsigned int taken_offloads(const struct ukvm_net *net)
{
	unsigned int flags = 0;

	if (net->offloads & UK_NETDEV_RX_CHECKSUM)
		flags |= UKVM_NET_TAKES_CHECKSUM;
	if (net->offloads & UK_NETDEV_RX_LARGE4)
		flags |= UKVM_NET_TAKES_LARGE4;
	if (net->offloads & UK_NETDEV_RX_LARGE6)
		flags |= UKVM_NET_TAKES_LARGE6;
	return flags;
}

int ukvm_net_start(struct uk_netdev *netdev)
{
	struct ukvm_net *net = ukvm_net_of(netdev);
	int error = 0;

	if (!net->has_line && (net->rx.q.event || net->tx.q.event)) {
		error = uk_plat_irq_register(net->device, ukvm_net_interrupt,
					     net);
		net->has_line = !error;
	}
	if (!error)
		error = uk_ukvm_ring_start(&net->tx.q.ring, net->device,
					   UKVM_RING_TRANSMIT, 0);
	if (!error)
		error = uk_ukvm_ring_start(&net->rx.q.ring, net->device,
					   UKVM_RING_RECEIVE,
					   taken_offloads(net));
	if (error) {
		uk_pr_err("ukvm_net: the monitor makes no rings, error %d\n",
			  -error);
		return error;
	}
	ukvm_net_rx_refill(net);
	return 0;
}

static void end(struct ukvm_net *net, struct ukvm_net_queue *q)
{
	struct uk_alloc *a = net->netdev.allocator;

	uk_ukvm_ring_destroy(&q->ring, a);
	for (uint32_t i = 0; q->packets && i <= q->ring.mask; i++)
		if (q->packets[i]) {
			if (q == &net->rx.q)
				q->packets[i]->next = NULL;
			uk_netbuf_release(q->packets[i]);
		}
	uk_free(a, q->packets);
	q->packets = NULL;
}

void ukvm_net_stop(struct uk_netdev *netdev)
{
	struct ukvm_net *net = ukvm_net_of(netdev);

	end(net, &net->rx.q);
	end(net, &net->tx.q);
	uk_free(netdev->allocator, net->tx.headers);
	net->tx.headers = NULL;
}
