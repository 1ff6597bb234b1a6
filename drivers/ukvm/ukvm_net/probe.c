/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds the network devices in the boot page, and registers them.
 */
#include <uk/alloc.h>
#include <uk/init.h>
#include <uk/string.h>

#include "ukvm_net.h"

#define OFFLOADS                                                           \
	(UK_NETDEV_TX_CHECKSUM | UK_NETDEV_TX_TSO4 | UK_NETDEV_TX_TSO6 | \
	 UK_NETDEV_RX_CHECKSUM | UK_NETDEV_RX_LARGE4 | UK_NETDEV_RX_LARGE6)

const struct uknetdev_ops ukvm_net_uknetdev_ops = {
	.driver = "ukvm_net",
	.configure = ukvm_net_configure,
	.rx_setup = ukvm_net_rx_setup,
	.tx_setup = ukvm_net_tx_setup,
	.start = ukvm_net_start,
	.stop = ukvm_net_stop,
	.rx_burst = ukvm_net_rx_burst,
	.tx_burst = ukvm_net_tx_burst,
	.tx_reclaim = ukvm_net_tx_reclaim,
	.rx_interrupt = ukvm_net_rx_interrupt,
	.tx_interrupt = ukvm_net_tx_interrupt,
	.link_up = ukvm_net_link_up,
	.stats = ukvm_net_stats,
};

static int add(unsigned int index, const struct ukvm_device *device)
{
	struct uk_alloc *a = uk_alloc_default();
	struct ukvm_net *net = uk_calloc(a, 1, sizeof(*net));
	struct uk_netdev_info *info;

	if (!net)
		return -ENOMEM;
	net->device = index;
	net->header = device->flags & UKVM_NET_OFFLOAD ?
			      UK_VIRTIO_NET_HEADER_BYTES :
			      0;
	net->netdev.ops = &ukvm_net_uknetdev_ops;
	net->netdev.allocator = a;
	info = &net->netdev.info;
	memcpy(info->mac, &device->value, UK_NETDEV_MAC_LENGTH);
	info->mtu = MTU;
	info->rx_queues = info->tx_queues = 1;
	info->rx_ring = info->tx_ring = RING_ENTRIES;
	/* less one, where the header does not fit in front */
	info->tx_pieces = UKVM_NET_PIECES_MOST - 1;
	info->offloads = UK_NETDEV_RX_CHAIN | (net->header ? OFFLOADS : 0);
	uk_netdev_register(&net->netdev);
	return 0;
}

static int ukvm_net_find(void)
{
	int error = 0;

	for (unsigned int i = 0; i < uk_ukvm_boot->device_count && !error; i++)
		if (!strncmp(uk_ukvm_boot->devices[i].name, "net",
			     UKVM_DEVICE_NAME))
			error = add(i, &uk_ukvm_boot->devices[i]);
	return error;
}
UK_INIT(device, ukvm_net_find);
