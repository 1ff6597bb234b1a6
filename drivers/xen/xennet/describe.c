/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a network device can do, as the backend and the toolstack say it
 * (xen/include/public/io/netif.h).
 */
#include <uk/print.h>
#include <uk/string.h>

#include "xennet.h"

#define MAC_TEXT 18

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	       (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 :
						    -1;
}

/* "00:16:3e:01:02:03" */
static bool read_mac(struct uk_xenbus_device *bus,
		     uint8_t mac[UK_NETDEV_MAC_LENGTH])
{
	char text[MAC_TEXT];

	if (uk_xenbus_read(bus, "mac", text, sizeof(text)) != MAC_TEXT - 1)
		return false;
	for (unsigned int i = 0; i < UK_NETDEV_MAC_LENGTH; i++) {
		int high = digit(text[3 * i]), low = digit(text[3 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		mac[i] = (uint8_t)(high << 4 | low);
	}
	return !(mac[0] & 1);
}

static uint32_t offloads_of(struct uk_xenbus_device *bus)
{
	uint32_t offloads = UK_NETDEV_RX_CHECKSUM | UK_NETDEV_RX_CHAIN |
			    UK_NETDEV_RX_LARGE4 | UK_NETDEV_RX_LARGE6;

	/* one flag for both: packets of IPv6 need a backend that knows them */
	if (!uk_xenbus_backend_number(bus, "feature-no-csum-offload", 0) &&
	    uk_xenbus_backend_number(bus, "feature-ipv6-csum-offload", 0))
		offloads |= UK_NETDEV_TX_CHECKSUM;
	if (!(offloads & UK_NETDEV_TX_CHECKSUM) ||
	    !uk_xenbus_backend_number(bus, "feature-sg", 0))
		return offloads;
	if (uk_xenbus_backend_number(bus, "feature-gso-tcpv4", 0))
		offloads |= UK_NETDEV_TX_TSO4;
	if (uk_xenbus_backend_number(bus, "feature-gso-tcpv6", 0))
		offloads |= UK_NETDEV_TX_TSO6;
	return offloads;
}

/* netif.h, "multi-queue-max-queues" */
static uint16_t queues_of(struct uk_xenbus_device *bus)
{
	uint64_t most = uk_xenbus_backend_number(bus, "multi-queue-max-queues",
						 1);

	return (uint16_t)(most ? UK_MIN(most, (uint64_t)QUEUES_MOST) : 1);
}

int xennet_describe(struct xennet *net)
{
	struct uk_netdev_info *info = &net->netdev.info;
	int error = uk_xenbus_offer_wait(net->bus);

	if (error) {
		uk_pr_err("the backend %s does not come up: see the "
			  "toolstack's log\n",
			  net->bus->backend);
		return error;
	}
	if (!uk_xenbus_backend_number(net->bus, "feature-rx-copy", 0)) {
		uk_pr_err("the backend cannot copy into our pages "
			  "(feature-rx-copy), which this driver needs\n");
		return -ENOTSUP;
	}
	if (!read_mac(net->bus, info->mac)) {
		uk_pr_err("%s/mac is no address of a device\n",
			  net->bus->path);
		return -EINVAL;
	}
	info->mtu = MTU;
	info->rx_queues = info->tx_queues = queues_of(net->bus);
	info->rx_ring = info->tx_ring = RING_ENTRIES;
	info->tx_pieces = RING_ENTRIES - 1;
	info->offloads = offloads_of(net->bus);
	return 0;
}

bool xennet_can_serve(struct xennet *net)
{
	return !(net->offloads & ~offloads_of(net->bus)) &&
	       net->pairs <= queues_of(net->bus);
}
