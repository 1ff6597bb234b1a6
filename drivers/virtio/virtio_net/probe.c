/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds out what a network device can do (virtio 1.2 sections 5.1.3 and 5.1.4),
 * and registers it. It is negotiated with when somebody configures it.
 */
#include <uk/alloc.h>
#include <uk/arch/cpu.h>
#include <uk/arch/random.h>
#include <uk/print.h>
#include <uk/string.h>

#include "virtio_net.h"

#define MTU_DEFAULT 1500
#define MTU_LEAST 68 /* section 5.1.4.1 */
#define PIECES_MOST 64

const struct uknetdev_ops virtio_net_uknetdev_ops = {
	.driver = "virtio_net",
	.configure = virtio_net_configure,
	.rx_setup = virtio_net_rx_setup,
	.tx_setup = virtio_net_tx_setup,
	.start = virtio_net_start,
	.stop = virtio_net_stop,
	.rx_burst = virtio_net_rx_burst,
	.tx_burst = virtio_net_tx_burst,
	.tx_reclaim = virtio_net_tx_reclaim,
	.rx_interrupt = virtio_net_rx_interrupt,
	.tx_interrupt = virtio_net_tx_interrupt,
	.link_up = virtio_net_link_up,
	.stats = virtio_net_stats,
};

/* A feature counts only with those that it requires (section 5.1.3.1). */
static uint32_t offloads_of(const struct uk_virtio_device *virtio)
{
	uint64_t offered = virtio->offered;
	uint32_t offloads = 0;

	if (offered & F_CSUM) {
		offloads |= UK_NETDEV_TX_CHECKSUM;
		if (offered & F_HOST_TSO4)
			offloads |= UK_NETDEV_TX_TSO4;
		if (offered & F_HOST_TSO6)
			offloads |= UK_NETDEV_TX_TSO6;
	}
	if (offered & F_GUEST_CSUM) {
		offloads |= UK_NETDEV_RX_CHECKSUM;
		if (offered & F_GUEST_TSO4)
			offloads |= UK_NETDEV_RX_LARGE4;
		if (offered & F_GUEST_TSO6)
			offloads |= UK_NETDEV_RX_LARGE6;
	}
	if (offered & F_MRG_RXBUF)
		offloads |= UK_NETDEV_RX_CHAIN;
	return offloads;
}

/* One of the device, if it has a proper one; else made up, and local (IEEE 802
 * section 8.2).
 */
static void find_mac(struct uk_virtio_device *virtio, uint8_t *mac)
{
	uint64_t bits;

	if ((virtio->offered & F_MAC) &&
	    !uk_virtio_config_read(virtio, CONFIG_MAC, mac,
				   UK_NETDEV_MAC_LENGTH) &&
	    !(mac[0] & 1))
		return;
	if (!uk_arch_random(&bits))
		bits = uk_arch_cycles();
	memcpy(mac, &bits, UK_NETDEV_MAC_LENGTH);
	mac[0] = (mac[0] & 0xfc) | 2;
}

static int find_mtu(struct uk_virtio_device *virtio, uint16_t *mtu)
{
	int error;

	*mtu = MTU_DEFAULT;
	if (!(virtio->offered & F_MTU))
		return 0;
	error = uk_virtio_config_read(virtio, CONFIG_MTU, mtu, sizeof(*mtu));
	if (!error && *mtu < MTU_LEAST) {
		uk_pr_err("%s says that its MTU is %u; the least is %u\n",
			  virtio->name, *mtu, MTU_LEAST);
		return -EINVAL;
	}
	return error;
}

/* How many pairs of queues may be used; *most is how many the device has. */
static int find_pairs(struct uk_virtio_device *virtio, uint16_t *most,
		      uint16_t *pairs)
{
	*most = *pairs = 1;
#ifdef CONFIG_DRV_VIRTIO_NET_MULTIQUEUE
	if (~virtio->offered & (F_MQ | F_CTRL_VQ))
		return 0;
	int error = uk_virtio_config_read(virtio, CONFIG_PAIRS, most,
					  sizeof(*most));

	if (error)
		return error;
	if (*most < 1 || *most > 0x8000) /* section 5.1.4.1 */
		return -EINVAL;
	*pairs = UK_MIN(*most, (uint16_t)UK_NETDEV_QUEUES_MOST);
#else
	(void)virtio;
#endif
	return 0;
}

static int describe(struct virtio_net *net)
{
	struct uk_virtio_device *virtio = net->virtio;
	struct uk_netdev_info *info = &net->netdev.info;
	unsigned int rx_ring = uk_virtio_queue_max(virtio, 0);
	unsigned int tx_ring = uk_virtio_queue_max(virtio, 1);
	int error = find_mtu(virtio, &info->mtu);

	if (!error)
		error = find_pairs(virtio, &net->pairs_most, &info->rx_queues);
	if (error)
		return error;
	if (rx_ring < 1 || tx_ring < 2) {
		uk_pr_err("%s has no queues\n", virtio->name);
		return -EINVAL;
	}
	find_mac(virtio, info->mac);
	info->tx_queues = info->rx_queues;
	info->rx_ring = (uint16_t)UK_MIN(rx_ring, 0x8000u);
	info->tx_ring = (uint16_t)UK_MIN(tx_ring, 0x8000u);
	info->tx_pieces = UK_MIN(info->tx_ring - 1, PIECES_MOST);
	info->offloads = offloads_of(virtio);
	return 0;
}

static int probe(struct uk_virtio_device *virtio)
{
	struct uk_alloc *a = virtio->allocator;
	struct virtio_net *net = uk_calloc(a, 1, sizeof(*net));
	int error;

	if (!net)
		return -ENOMEM;
	net->virtio = virtio;
	net->netdev.ops = &virtio_net_uknetdev_ops;
	net->netdev.allocator = a;
	error = describe(net);
	if (error) {
		uk_free(a, net);
		return error;
	}
	virtio->driver = net;
	uk_netdev_register(&net->netdev);
	return 0;
}

UK_VIRTIO_DRIVER(virtio_net, .id = UK_VIRTIO_ID_NETWORK, .probe = probe);
