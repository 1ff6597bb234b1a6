/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From a device that was found to one that runs, and back: memory that the backend gets grants
 * for, and what both write into XenStore (xen/include/public/io/netif.h).
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

int xennet_configure(struct uk_netdev *netdev,
		     const struct uk_netdev_config *config)
{
	struct xennet *net = xennet_of(netdev);

	if (net->lost)
		return -EIO;
	net->offloads = config->offloads;
	if (net->offloads & (UK_NETDEV_TX_TSO4 | UK_NETDEV_TX_TSO6))
		net->offloads |= UK_NETDEV_TX_CHECKSUM;
	if (net->offloads & (UK_NETDEV_RX_LARGE4 | UK_NETDEV_RX_LARGE6))
		net->offloads |= UK_NETDEV_RX_CHECKSUM;
	net->broken = false;
	return 0;
}

int xennet_rx_setup(struct uk_netdev *netdev, unsigned int queue,
		    const struct uk_netdev_rx_config *config)
{
	struct xennet *net = xennet_of(netdev);
	struct xennet_rx *rx = &net->rx;
	bool large = net->offloads & (UK_NETDEV_RX_LARGE4 | UK_NETDEV_RX_LARGE6);
	uint32_t least = UK_NETBUF_HEADROOM +
			 (net->offloads & UK_NETDEV_RX_CHAIN ?
				  256 :
				  UK_NETDEV_ETHERNET_HEADER +
					  (large ? LARGE_SPAN :
						   netdev->info.mtu));

	(void)queue;
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
	struct xennet_tx *tx = &net->tx;

	(void)queue;
	*tx = (struct xennet_tx){
		.event = config->event,
		.argument = config->argument,
		.room = RING_ENTRIES,
		.ring = pages(net, 1),
		.bounce = pages(net, BOUNCE_PAGES),
	};
	for (uint16_t i = 0; i < RING_ENTRIES; i++)
		tx->slots[i].next = i + 1;
	return tx->ring && tx->bounce ? 0 : -ENOMEM;
}

static int lend(struct xennet *net, const void *page, uk_xen_grant *grant)
{
	int number = uk_xen_grant_page(net->bus->backend_domain, page, false);

	if (number < 0) {
		uk_pr_err("xennet: no grant is left: raise "
			  "DRV_XENCORE_GRANT_PAGES\n");
		return number;
	}
	*grant = (uk_xen_grant)number;
	return 0;
}

static int lend_all(struct xennet *net)
{
	int error = lend(net, net->rx.ring, &net->rx.ring_grant);

	if (!error)
		error = lend(net, net->tx.ring, &net->tx.ring_grant);
	for (unsigned int i = 0; i < RX_PAGES && !error; i++)
		error = lend(net, net->rx.pages + i * UK_PAGE_SIZE,
			     &net->rx.grants[i]);
	return error;
}

/* In one transaction, so that the backend sees all or nothing. */
static int write_all(struct xennet *net, uk_xenstore_transaction t)
{
	const struct {
		const char *name;
		uint64_t value;
	} values[] = {
		{ "tx-ring-ref", net->tx.ring_grant },
		{ "rx-ring-ref", net->rx.ring_grant },
		{ "event-channel", net->channel },
		{ "request-rx-copy", 1 },
		{ "feature-rx-notify", 1 },
		{ "feature-sg", 1 },
		{ "feature-gso-tcpv4",
		  !!(net->offloads & UK_NETDEV_RX_LARGE4) },
		{ "feature-gso-tcpv6",
		  !!(net->offloads & UK_NETDEV_RX_LARGE6) },
		{ "feature-no-csum-offload",
		  !(net->offloads & UK_NETDEV_RX_CHECKSUM) },
		{ "feature-ipv6-csum-offload",
		  !!(net->offloads & UK_NETDEV_RX_CHECKSUM) },
		{ "state", UK_XENBUS_CONNECTED },
	};
	int error = 0;

	for (size_t i = 0; i < UK_ARRAY_SIZE(values) && !error; i++)
		error = uk_xenbus_write_number(net->bus, t, values[i].name,
					       values[i].value);
	return error;
}

static int tell(struct xennet *net)
{
	uk_xenstore_transaction t;
	int error;

	do {
		error = uk_xenstore_begin(&t);
		if (error)
			return error;
		error = write_all(net, t);
		if (error) {
			uk_xenstore_end(t, false);
			return error;
		}
		error = uk_xenstore_end(t, true);
	} while (error == -EAGAIN);
	return error;
}

int xennet_start(struct uk_netdev *netdev)
{
	struct xennet *net = xennet_of(netdev);
	int channel, error;

	error = uk_xenbus_backend_wait(net->bus, 1 << UK_XENBUS_INIT_WAIT);
	if (error)
		return error;
	error = lend_all(net);
	if (error)
		return error;
	channel = uk_xen_event_allocate(net->bus->backend_domain);
	if (channel < 0)
		return channel;
	net->channel = (uk_xen_channel)channel;
	error = uk_xen_event_bind(net->channel, xennet_event, net);
	if (!error)
		error = tell(net);
	if (!error)
		error = uk_xenbus_backend_wait(net->bus,
					       1 << UK_XENBUS_CONNECTED);
	if (error)
		return error;
	xennet_rx_post(net);
	return 0;
}

static bool take_back(struct xennet *net)
{
	bool all = xennet_tx_abandon(net);

	for (unsigned int i = 0; i < RX_PAGES; i++)
		if (net->rx.grants[i] && uk_xen_grant_end(net->rx.grants[i]))
			all = false;
	if (net->rx.ring_grant && uk_xen_grant_end(net->rx.ring_grant))
		all = false;
	if (net->tx.ring_grant && uk_xen_grant_end(net->tx.ring_grant))
		all = false;
	return all;
}

void xennet_stop(struct uk_netdev *netdev)
{
	struct xennet *net = xennet_of(netdev);
	struct uk_alloc *a = netdev->allocator;

	if (net->channel) {
		uk_xenbus_state_set(net->bus, UK_XENBUS_CLOSING);
		uk_xenbus_backend_wait(net->bus, 1 << UK_XENBUS_CLOSING |
							 1 << UK_XENBUS_CLOSED);
		uk_xenbus_state_set(net->bus, UK_XENBUS_CLOSED);
		uk_xenbus_backend_wait(net->bus, 1 << UK_XENBUS_CLOSED);
		uk_xen_event_close(net->channel);
		net->channel = 0;
	}
	if (!take_back(net)) {
		/* It may still write there: that memory is lost. */
		uk_pr_err("xennet: the backend %s keeps our pages\n",
			  net->bus->backend);
		net->lost = net->broken = true;
		return;
	}
	uk_free(a, net->rx.ring);
	uk_free(a, net->rx.pages);
	uk_free(a, net->tx.ring);
	uk_free(a, net->tx.bounce);
	memset(&net->rx, 0, sizeof(net->rx));
	memset(&net->tx, 0, sizeof(net->tx));
	uk_xenbus_state_set(net->bus, UK_XENBUS_INITIALISING);
}
