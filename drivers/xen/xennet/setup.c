/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The user's side of a device: its queues, their memory, and when it is connected.
 */
#include <uk/alloc.h>
#include <uk/print.h>
#include <uk/string.h>

#include "xennet.h"

static void *pages(struct xennet *net, unsigned int count)
{
	size_t size = count * UK_PAGE_SIZE;
	void *memory = uk_memalign(net->netdev.allocator, UK_PAGE_SIZE, size);

	if (memory)
		memset(memory, 0, size);
	return memory;
}

static void free_queues(struct xennet *net)
{
	struct uk_alloc *a = net->netdev.allocator;

	for (unsigned int i = 0; i < net->pairs; i++) {
		struct xennet_queue *q = &net->queues[i];

		uk_free(a, q->rx.ring);
		uk_free(a, q->rx.pages);
		uk_free(a, q->tx.ring);
		uk_free(a, q->tx.bounce);
	}
	uk_free(a, net->queues);
	net->queues = NULL;
	net->pairs = 0;
}

int xennet_configure(struct uk_netdev *netdev,
		     const struct uk_netdev_config *config)
{
	struct xennet *net = xennet_of(netdev);
	unsigned int pairs = config->rx_queues;

	if (net->lost)
		return -EIO;
	if (pairs != config->tx_queues)
		return -ENOTSUP;
	net->queues = uk_calloc(netdev->allocator, pairs, sizeof(*net->queues));
	if (!net->queues)
		return -ENOMEM;
	net->pairs = pairs;
	for (unsigned int i = 0; i < pairs; i++)
		net->queues[i].net = net;
	net->offloads = config->offloads;
	if (net->offloads & (UK_NETDEV_TX_TSO4 | UK_NETDEV_TX_TSO6))
		net->offloads |= UK_NETDEV_TX_CHECKSUM;
	if (net->offloads & (UK_NETDEV_RX_LARGE4 | UK_NETDEV_RX_LARGE6))
		net->offloads |= UK_NETDEV_RX_CHECKSUM;
	net->state = XENNET_STOPPED;
	return 0;
}

int xennet_rx_setup(struct uk_netdev *netdev, unsigned int queue,
		    const struct uk_netdev_rx_config *config)
{
	struct xennet *net = xennet_of(netdev);
	struct xennet_rx *rx = &net->queues[queue].rx;
	bool large = net->offloads & (UK_NETDEV_RX_LARGE4 | UK_NETDEV_RX_LARGE6);
	uint32_t least = UK_NETBUF_HEADROOM +
			 (net->offloads & UK_NETDEV_RX_CHAIN ?
				  BUFFER_LEAST :
				  UK_NETDEV_ETHERNET_HEADER +
					  (large ? LARGE_SPAN :
						   netdev->info.mtu));

	if (config->buffer_size < least)
		return -EINVAL;
	*rx = (struct xennet_rx){
		.buffer_size = config->buffer_size,
		.take = config->take,
		.event = config->event,
		.argument = config->argument,
		.ring = pages(net, 1),
		.pages = pages(net, RX_PAGES),
	};
	return rx->ring && rx->pages ? 0 : -ENOMEM;
}

int xennet_tx_setup(struct uk_netdev *netdev, unsigned int queue,
		    const struct uk_netdev_tx_config *config)
{
	struct xennet *net = xennet_of(netdev);
	struct xennet_tx *tx = &net->queues[queue].tx;

	*tx = (struct xennet_tx){
		.event = config->event,
		.argument = config->argument,
		.ring = pages(net, 1),
		.bounce = pages(net, BOUNCE_PAGES),
	};
	return tx->ring && tx->bounce ? 0 : -ENOMEM;
}

void xennet_rings_reset(struct xennet_queue *q)
{
	memset(q->rx.ring, 0, UK_PAGE_SIZE);
	memset(q->tx.ring, 0, UK_PAGE_SIZE);
	memset(q->rx.posted, 0, sizeof(q->rx.posted));
	q->events = (struct uk_xen_events_for_nothing){ .count = 0 };
	q->rx.taken = q->rx.given = q->rx.seen = 0;
	q->tx.taken = q->tx.given = 0;
	q->tx.room = RING_ENTRIES;
	q->tx.extras = 0;
	q->tx.bounce_used = false;
	q->tx.free = 0;
	for (uint16_t i = 0; i < RING_ENTRIES; i++)
		q->tx.slots[i] = (struct xennet_slot){ .next = i + 1 };
}

int xennet_start(struct uk_netdev *netdev)
{
	return xennet_connect(xennet_of(netdev));
}

void xennet_stop(struct uk_netdev *netdev)
{
	struct xennet *net = xennet_of(netdev);

	if (net->state != XENNET_STOPPED) {
		net->state = XENNET_CONNECTING;
		uk_xenbus_close(net->bus);
	}
	if (xennet_disconnect(net)) {
		free_queues(net);
	} else {
		/* It may still write there: that memory is lost. */
		uk_pr_err("the backend %s keeps our pages\n",
			  net->bus->backend);
		net->lost = true;
	}
	net->state = XENNET_STOPPED;
}
