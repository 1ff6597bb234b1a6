/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a device tells besides packets: interrupts of its queues, changes of its
 * configuration, the state of the link, counters.
 */
#include "virtio_net.h"

#define STATUS_LINK_UP 1 /* section 5.1.4 */

/* Also runs when another queue shares the vector. */
void virtio_net_queue_event(void *queue)
{
	struct virtio_net_queue *q = queue;

	q->interrupts++;
	uk_virtqueue_interrupt_disable(q->ring);
	if (q->armed) {
		q->armed = false;
		q->event(q->argument);
	}
}

static int interrupt(struct virtio_net *net, struct virtio_net_queue *q,
		     bool on)
{
	if (!q->event)
		return -ENOTSUP;
	if (net->broken || uk_virtqueue_broken(q->ring))
		return -EIO;
	q->armed = on;
	/* the handler must see it before it can run */
	uk_compiler_barrier();
	if (on && uk_virtqueue_interrupt_enable(q->ring))
		return 0;
	uk_virtqueue_interrupt_disable(q->ring);
	q->armed = false;
	return on;
}

int virtio_net_rx_interrupt(struct uk_netdev *netdev, unsigned int queue,
			    bool on)
{
	struct virtio_net *net = virtio_net_of(netdev);

	return interrupt(net, &net->rx[queue].q, on);
}

int virtio_net_tx_interrupt(struct uk_netdev *netdev, unsigned int queue,
			    bool on)
{
	struct virtio_net *net = virtio_net_of(netdev);

	return interrupt(net, &net->tx[queue].q, on);
}

static void look_at_status(struct virtio_net *net)
{
	if (uk_virtio_needs_reset(net->virtio))
		net->broken = true;
}

void virtio_net_config_event(void *argument)
{
	struct virtio_net *net = argument;

	look_at_status(net);
	if (net->netdev.link_changed)
		net->netdev.link_changed(&net->netdev,
					 net->netdev.link_argument);
}

bool virtio_net_link_up(struct uk_netdev *netdev)
{
	struct virtio_net *net = virtio_net_of(netdev);
	uint16_t status;

	look_at_status(net);
	if (net->broken)
		return false;
	if (!(net->virtio->offered & F_STATUS))
		return true;
	/* one read of one field: consistent by itself */
	return !net->virtio->transport->config_read(net->virtio, CONFIG_STATUS,
						    &status, sizeof(status)) &&
	       (status & STATUS_LINK_UP);
}

static void add_queue(struct uk_netdev_stats *stats,
		      const struct virtio_net_queue *q)
{
	stats->kicks += q->kicks;
	stats->interrupts += q->interrupts;
}

void virtio_net_stats(struct uk_netdev *netdev, struct uk_netdev_stats *stats)
{
	struct virtio_net *net = virtio_net_of(netdev);

	for (unsigned int i = 0; i < net->pairs; i++) {
		const struct virtio_net_rx *rx = &net->rx[i];
		const struct virtio_net_tx *tx = &net->tx[i];

		stats->rx_packets += rx->q.packets;
		stats->rx_bytes += rx->q.bytes;
		stats->rx_starved += rx->starved;
		stats->rx_errors += rx->errors;
		stats->tx_packets += tx->q.packets;
		stats->tx_bytes += tx->q.bytes;
		stats->tx_full += tx->full;
		add_queue(stats, &rx->q);
		add_queue(stats, &tx->q);
	}
}
