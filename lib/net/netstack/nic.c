/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An interface for each network device: what of its abilities is used, its
 * queues, its link.
 */
#include "internal.h"

#include <lwip/etharp.h>
#include <lwip/ethip6.h>

#include <uk/alloc.h>
#include <uk/plat/memory.h>
#include <uk/print.h>
#include <uk/string.h>

/* A frame of the usual MTU with every header, and two to the page */
#define BUFFER_SIZE 2048u
#define BUFFERS_LEAST 32u
#define LARGE_RING (80u * 1024) /* bytes: a large packet and its headers */
#define MEMORY_SHARE 16u /* one part in so many for receive buffers */

struct nic *netstack_nics;

static void event(void *argument __uk_unused)
{
	netstack_wake();
}

static void link_event(struct uk_netdev *dev __uk_unused, void *argument)
{
	struct nic *nic = argument;

	nic->link_changed = true;
	netstack_wake();
}

void netstack_nic_link(struct nic *nic)
{
	nic->link_changed = false;
	if (!nic->is_broken && uk_netdev_link_up(nic->dev))
		netif_set_link_up(&nic->netif);
	else
		netif_set_link_down(&nic->netif);
	netstack_changed();
}

void netstack_nic_broken(struct nic *nic)
{
	if (nic->is_broken)
		return;
	nic->is_broken = true;
	uk_pr_err("eth%u: the device broke its protocol and is not used any more\n",
		  nic->number);
	netstack_nic_link(nic);
}

bool netstack_arm(struct nic *nic)
{
	int result;

	if (nic->is_broken)
		return true;
	if (nic->link_changed)
		return false;
	result = uk_netdev_rx_interrupt(nic->dev, 0, true);
	if (!result && nic->tx_queued)
		result = uk_netdev_tx_interrupt(nic->dev, 0, true);
	if (result < 0)
		netstack_nic_broken(nic);
	return !result;
}

static err_t init_netif(struct netif *netif)
{
	struct nic *nic = netstack_nic(netif);

	netif->name[0] = 'e';
	netif->name[1] = 't';
	netif->num = (uint8_t)nic->number;
	netif->hostname = uk_netstack_hostname();
	netif->mtu = nic->dev->info.mtu;
	if (nic->settings.mtu && nic->settings.mtu < netif->mtu)
		netif->mtu = nic->settings.mtu;
	netif->hwaddr_len = UK_NETDEV_MAC_LENGTH;
	memcpy(netif->hwaddr, nic->dev->info.mac, UK_NETDEV_MAC_LENGTH);
	netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP |
		       NETIF_FLAG_ETHERNET | NETIF_FLAG_IGMP | NETIF_FLAG_MLD6;
	netif->linkoutput = netstack_link_output;
	if (nic->tx_checksums)
		netif->chksum_flags &= (uint16_t)~(NETIF_CHECKSUM_GEN_TCP |
						   NETIF_CHECKSUM_GEN_UDP);
#if LWIP_IPV4
	netif->output = etharp_output;
#endif
#if LWIP_IPV6
	netif->output_ip6 = ethip6_output;
#endif
	return ERR_OK;
}

/* Receive buffers: what was configured, but no more than the memory bears. */
static unsigned int buffer_count(uint32_t size)
{
	size_t most = uk_plat_memory_total() / MEMORY_SHARE / size;

	most = UK_MIN(most, (size_t)CONFIG_LIBNETSTACK_RX_BUFFERS);
	return UK_MAX((unsigned int)most, BUFFERS_LEAST);
}

/* Half of the buffers may lie in the device, the others with those who have
 * not read them yet.
 */
static uint16_t ring_size(const struct nic *nic, unsigned int buffers)
{
	uint16_t ring = nic->dev->info.rx_ring;

	while (ring > buffers / 2)
		ring /= 2;
	return ring;
}

/*
 * What the stack can use of what the device can do. Large packets come in many
 * buffers, for one of 64 KiB for each would be a waste; the ring must hold one.
 */
static uint32_t choose_offloads(uint32_t offered, uint32_t ring_bytes)
{
	uint32_t wanted = UK_NETDEV_TX_CHECKSUM | UK_NETDEV_RX_CHECKSUM |
			  UK_NETDEV_RX_CHAIN;

#ifdef CONFIG_LIBNETSTACK_LARGE_SEGMENTS
	if (offered & UK_NETDEV_TX_CHECKSUM)
		wanted |= UK_NETDEV_TX_TSO4 | UK_NETDEV_TX_TSO6;
	if ((offered & UK_NETDEV_RX_CHAIN) &&
	    (offered & UK_NETDEV_RX_CHECKSUM) && ring_bytes >= LARGE_RING)
		wanted |= UK_NETDEV_RX_LARGE4 | UK_NETDEV_RX_LARGE6;
#else
	(void)ring_bytes;
#endif
	return offered & wanted;
}

static int set_up_queues(struct nic *nic, unsigned int buffers,
			 uint32_t buffer_size, uint16_t ring)
{
	const struct uk_netdev_rx_config rx = {
		.ring = ring,
		.buffer_size = buffer_size,
		.take = netstack_take_buffers,
		.event = event,
		.argument = nic,
	};
	const struct uk_netdev_tx_config tx = {
		.pieces = (uint16_t)nic->tx_pieces_each,
		.event = event,
		.argument = nic,
	};
	int error = netstack_receive_start(nic, buffers, buffer_size);

	if (!error)
		error = netstack_transmit_start(nic);
	if (!error)
		error = uk_netdev_rx_setup(nic->dev, 0, &rx);
	if (!error)
		error = uk_netdev_tx_setup(nic->dev, 0, &tx);
	return error;
}

static int start_device(struct nic *nic)
{
	const struct uk_netdev_info *info = &nic->dev->info;
	struct uk_netdev_config config = { .offloads = 0 };
	uint32_t size = BUFFER_SIZE;
	unsigned int buffers;
	uint16_t ring;
	int error;

	if (!(info->offloads & UK_NETDEV_RX_CHAIN))
		size = UK_ALIGN_UP(UK_MAX(size, UK_NETBUF_HEADROOM +
							UK_NETDEV_ETHERNET_HEADER +
							(uint32_t)info->mtu),
				   64u);
	buffers = buffer_count(size);
	ring = ring_size(nic, buffers);
	nic->rx_held_most = buffers - ring;
	config.offloads = choose_offloads(info->offloads, ring * size);
	nic->tx_large4 = config.offloads & UK_NETDEV_TX_TSO4;
	nic->tx_large6 = config.offloads & UK_NETDEV_TX_TSO6;
	nic->tx_pieces_each = UK_MIN(info->tx_pieces, NIC_PIECES);
	nic->tx_checksums = config.offloads & UK_NETDEV_TX_CHECKSUM;

	error = uk_netdev_configure(nic->dev, &config, nic);
	if (error)
		return error;
	error = set_up_queues(nic, buffers, size, ring);
	if (!error) {
		nic->dev->link_argument = nic;
		nic->dev->link_changed = link_event;
		error = uk_netdev_start(nic->dev);
	}
	if (error)
		uk_netdev_stop(nic->dev);
	return error;
}

int netstack_nic_open(struct uk_netdev *dev, struct nic **opened)
{
	struct nic *nic;
	int error;

	nic = uk_calloc(uk_alloc_default(), 1, sizeof(*nic));
	if (!nic)
		return -ENOMEM;
	nic->dev = dev;
	nic->number = dev->number;
	error = netstack_settings_of(dev->number, &nic->settings);
	if (error || nic->settings.is_off) {
		uk_free(uk_alloc_default(), nic);
		return error;
	}
	error = start_device(nic);
	if (!error) {
		*opened = nic;
		return 0;
	}
	if (error == -EBUSY) /* an application's */
		return 0;
	uk_pr_err("eth%u (%s): cannot be started, error %d\n", nic->number,
		  uk_netdev_ops(dev)->driver, -error);
	return error == -ENOMEM ? error : 0;
}

void netstack_nic_show(struct nic *nic)
{
	struct nic **end = &netstack_nics;
	uint64_t mac = 0;

	memcpy(&mac, nic->dev->info.mac, UK_NETDEV_MAC_LENGTH);
	netstack_random_stir(mac);
#if LWIP_IPV4
	netif_add(&nic->netif, NULL, NULL, NULL, nic, init_netif,
		  netif_input);
#else
	netif_add(&nic->netif, nic, init_netif, netif_input);
#endif
	while (*end)
		end = &(*end)->next;
	*end = nic;
	if (!netif_default)
		netif_set_default(&nic->netif);
	netif_set_up(&nic->netif);
	netstack_address_start(nic);
	netstack_nic_link(nic);
}

int netstack_nics_start(void)
{
	for (struct uk_netdev *dev = uk_netdev_first(); dev; dev = dev->next) {
		struct nic *nic = NULL;
		int error = netstack_nic_open(dev, &nic);

		if (error)
			return error;
		if (nic)
			netstack_nic_show(nic);
	}
	return 0;
}
