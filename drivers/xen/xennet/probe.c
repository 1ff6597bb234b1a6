/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Registers a network device that was found. It is connected when somebody starts it.
 */
#include <uk/alloc.h>

#include "xennet.h"

const struct uknetdev_ops xennet_uknetdev_ops = {
	.driver = "xennet",
	.configure = xennet_configure,
	.rx_setup = xennet_rx_setup,
	.tx_setup = xennet_tx_setup,
	.start = xennet_start,
	.stop = xennet_stop,
	.rx_burst = xennet_rx_burst,
	.tx_burst = xennet_tx_burst,
	.tx_reclaim = xennet_tx_reclaim,
	.rx_interrupt = xennet_rx_interrupt,
	.tx_interrupt = xennet_tx_interrupt,
	.link_up = xennet_link_up,
	.stats = xennet_stats,
};

static int probe(struct uk_xenbus_device *bus)
{
	struct xennet *net = uk_calloc(bus->allocator, 1, sizeof(*net));
	int error;

	if (!net)
		return -ENOMEM;
	net->bus = bus;
	net->netdev.ops = &xennet_uknetdev_ops;
	net->netdev.allocator = bus->allocator;
	bus->driver = net;
	error = xennet_describe(net);
	if (!error)
		error = uk_xenbus_watch(bus, xennet_changed);
	if (error) {
		uk_free(bus->allocator, net);
		return error;
	}
	uk_netdev_register(&net->netdev);
	return 0;
}

UK_XENBUS_DRIVER(xennet, .type = "vif", .probe = probe, .ask = xennet_ask,
		 .arrive = xennet_arrive);
