/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From a device that was found to one that runs, and back (virtio 1.2 sections
 * 3.1 and 5.1.5). Queues come in pairs: number 2i receives, 2i + 1 sends
 * (5.1.2).
 */
#include <uk/alloc.h>
#include <uk/assert.h>
#include <uk/string.h>

#include "virtio_net.h"

#define RX_INDEX(queue) (2 * (queue))
#define TX_INDEX(queue) (2 * (queue) + 1)

#define REFILL_MOST 32 /* a refill's own cost is small beside as many buffers */
#define TABLES 8       /* chains that are with the device as one descriptor */

static uint64_t features_for(uint32_t offloads, unsigned int pairs)
{
	const uint32_t tso = UK_NETDEV_TX_TSO4 | UK_NETDEV_TX_TSO6;
	const uint32_t large = UK_NETDEV_RX_LARGE4 | UK_NETDEV_RX_LARGE6;
	uint64_t features = 0;

	if (offloads & (UK_NETDEV_TX_CHECKSUM | tso))
		features |= F_CSUM;
	if (offloads & UK_NETDEV_TX_TSO4)
		features |= F_HOST_TSO4;
	if (offloads & UK_NETDEV_TX_TSO6)
		features |= F_HOST_TSO6;
	if (offloads & (UK_NETDEV_RX_CHECKSUM | large))
		features |= F_GUEST_CSUM;
	if (offloads & UK_NETDEV_RX_LARGE4)
		features |= F_GUEST_TSO4;
	if (offloads & UK_NETDEV_RX_LARGE6)
		features |= F_GUEST_TSO6;
	if (offloads & UK_NETDEV_RX_CHAIN)
		features |= F_MRG_RXBUF;
	if (pairs > 1)
		features |= F_MQ | F_CTRL_VQ;
	return features;
}

static void free_queues(struct virtio_net *net)
{
	uk_free(net->netdev.allocator, net->rx);
	uk_free(net->netdev.allocator, net->tx);
	net->rx = NULL;
	net->tx = NULL;
	net->pairs = 0;
}

int virtio_net_configure(struct uk_netdev *netdev,
			 const struct uk_netdev_config *config)
{
	struct virtio_net *net = virtio_net_of(netdev);
	uint32_t offloads = config->offloads;
	int error;

	if (net->lost)
		return -EIO;
	if (config->rx_queues != config->tx_queues)
		return -ENOTSUP;
	error = uk_virtio_begin(net->virtio);
	if (error)
		return error;
#ifdef CONFIG_DRV_VIRTIO_PACKED
	/* QEMU (7.2) misses kicks of a packed tx ring with an event index once
	 * its backend was blocked.
	 */
	if (net->virtio->offered & UK_VIRTIO_F_RING_PACKED)
		net->virtio->offered &= ~UK_VIRTIO_F_EVENT_IDX;
#endif
	error = uk_virtio_negotiate(net->virtio,
				    features_for(offloads, config->rx_queues),
				    F_MAC | F_MTU | F_STATUS);
	if (error)
		return -EIO;
	net->rx = uk_calloc(netdev->allocator, config->rx_queues,
			    sizeof(*net->rx));
	net->tx = uk_calloc(netdev->allocator, config->tx_queues,
			    sizeof(*net->tx));
	net->pairs = config->rx_queues;
	if (!net->rx || !net->tx) {
		free_queues(net);
		uk_virtio_fail(net->virtio);
		return -ENOMEM;
	}
	if (offloads & (UK_NETDEV_TX_TSO4 | UK_NETDEV_TX_TSO6))
		offloads |= UK_NETDEV_TX_CHECKSUM;
	if (offloads & (UK_NETDEV_RX_LARGE4 | UK_NETDEV_RX_LARGE6))
		offloads |= UK_NETDEV_RX_CHECKSUM;
	net->offloads = offloads;
	net->broken = false;
	return 0;
}

static int create(struct virtio_net *net, unsigned int index,
		  struct uk_virtqueue_config *config,
		  struct virtio_net_queue *q)
{
	int error;

	if (q->event) {
		config->handler = virtio_net_queue_event;
		config->argument = q;
	}
	error = uk_virtio_queue_create(net->virtio, index, config, &q->ring);
	if (error)
		return error;
	uk_virtqueue_interrupt_disable(q->ring);
	return 0;
}

/* Without chains the longest frame fits into a buffer (5.1.6.3.1); with them, into
 * the whole ring, else it would never arrive and hold up what comes behind it.
 */
int virtio_net_rx_setup(struct uk_netdev *netdev, unsigned int queue,
			const struct uk_netdev_rx_config *config)
{
	struct virtio_net *net = virtio_net_of(netdev);
	struct virtio_net_rx *rx = &net->rx[queue];
	bool large = net->offloads &
		     (UK_NETDEV_RX_LARGE4 | UK_NETDEV_RX_LARGE6);
	bool chain = net->offloads & UK_NETDEV_RX_CHAIN;
	uint32_t span = large ? LARGE_SPAN : VLAN_TAG + netdev->info.mtu;
	/* who uses no VLANs need not have room for their tags */
	uint32_t least = UK_VIRTIO_NET_HEADER_BYTES + UK_NETDEV_ETHERNET_HEADER +
			 span - VLAN_TAG;
	uint32_t room = config->buffer_size - RX_HEADER_AT;

	if (config->buffer_size <= UK_NETBUF_HEADROOM ||
	    room > INT32_MAX ||
	    (chain ? (uint64_t)room * config->ring : room) < least)
		return -EINVAL;
	rx->q.event = config->event;
	rx->q.argument = config->argument;
	rx->take = config->take;
	rx->room = room;
	rx->frame_span = span;
	rx->buffers_mask = chain ? UK_VIRTIO_NET_BUFFERS : 0;
	rx->buffers_one = chain ? UK_VIRTIO_NET_ONE_BUFFER : 0;
	rx->offloads = net->offloads;
	rx->refill_at = UK_MAX(1, UK_MIN(REFILL_MOST, config->ring / 4));
	return create(net, RX_INDEX(queue),
		      &(struct uk_virtqueue_config){ .size = config->ring },
		      &rx->q);
}

int virtio_net_tx_setup(struct uk_netdev *netdev, unsigned int queue,
			const struct uk_netdev_tx_config *config)
{
	struct virtio_net *net = virtio_net_of(netdev);
	struct virtio_net_tx *tx = &net->tx[queue];
	/* A chain, with a header of its own, is no longer than the ring
	 * (2.7.5.3.1).
	 */
	uint16_t fit = config->ring - 1;
	uint16_t pieces = config->pieces ?
				  config->pieces :
				  UK_MIN(fit, netdev->info.tx_pieces);

	if (pieces == 0 || pieces > fit)
		return -EINVAL;
	tx->q.event = config->event;
	tx->q.argument = config->argument;
	tx->pieces = pieces;
	tx->offloads = net->offloads;
	tx->frame_span = VLAN_TAG + netdev->info.mtu;
	tx->free_slot = NULL;
	for (unsigned int i = 0; i < TX_SLOTS; i++) {
		tx->slots[i].next = tx->free_slot;
		tx->free_slot = &tx->slots[i];
	}
	return create(net, TX_INDEX(queue),
		      &(struct uk_virtqueue_config){
			      .size = config->ring,
			      .segments = pieces + 1,
			      .tables = pieces > 1 ? TABLES : 0,
		      },
		      &tx->q);
}

/* Interrupts where somebody waits for one; an image that polls needs none. */
static bool wants_config_event(const struct virtio_net *net)
{
	if (net->netdev.link_changed)
		return true;
	for (unsigned int i = 0; i < net->pairs; i++)
		if (net->rx[i].q.event || net->tx[i].q.event)
			return true;
	return false;
}

int virtio_net_start(struct uk_netdev *netdev)
{
	struct virtio_net *net = virtio_net_of(netdev);
	struct uk_virtio_device *virtio = net->virtio;
	struct uk_virtqueue *control;
	int error = virtio_net_control_create(net, &control);

	if (error)
		return error;
	for (unsigned int i = 0; i < net->pairs; i++)
		virtio_net_rx_refill(&net->rx[i]);
	virtio->config_changed =
		wants_config_event(net) ? virtio_net_config_event : NULL;
	virtio->config_argument = net;
	error = uk_virtio_start(virtio);
	if (error)
		return error;
	for (unsigned int i = 0; i < net->pairs; i++)
		uk_virtqueue_kick(net->rx[i].q.ring);
	return virtio_net_pairs_set(net, control);
}

static void end_rx(struct virtio_net *net, struct virtio_net_rx *rx)
{
	struct uk_netbuf *buffer;

	if (!rx->q.ring)
		return;
	while ((buffer = uk_virtqueue_detach(rx->q.ring))) {
		buffer->next = NULL;
		uk_netbuf_release(buffer);
	}
	uk_virtio_queue_destroy(net->virtio, rx->q.ring);
}

static void end_tx(struct virtio_net *net, struct virtio_net_tx *tx)
{
	void *cookie;

	if (!tx->q.ring)
		return;
	while ((cookie = uk_virtqueue_detach(tx->q.ring)))
		uk_netbuf_release(virtio_net_tx_packet(tx, cookie));
	uk_virtio_queue_destroy(net->virtio, tx->q.ring);
}

void virtio_net_stop(struct uk_netdev *netdev)
{
	struct virtio_net *net = virtio_net_of(netdev);
	struct uk_virtio_device *virtio = net->virtio;

	if (uk_virtio_reset(virtio)) {
		/* It may still write into what it has: that is lost. */
		net->lost = net->broken = true;
		return;
	}
	for (unsigned int i = 0; i < net->pairs; i++) {
		end_rx(net, &net->rx[i]);
		end_tx(net, &net->tx[i]);
	}
	while (virtio->queues) /* of control */
		uk_virtio_queue_destroy(virtio, virtio->queues);
	free_queues(net);
}
