/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receiving (virtio 1.2 sections 5.1.6.3 and 5.1.6.4). The header and what
 * follows it lie where the buffer's headroom ends, so that a packet can be sent on
 * as it is.
 */
#include <uk/assert.h>
#include <uk/string.h>

#include "virtio_net.h"

#define BATCH 32 /* buffers to take at a time */

bool virtio_net_rx_refill(struct virtio_net_rx *rx)
{
	struct uk_virtqueue *ring = rx->q.ring;
	unsigned int room = uk_virtqueue_room(ring);
	struct uk_netbuf *buffers[BATCH];

	while (room) {
		unsigned int wanted = UK_MIN(room, (unsigned int)BATCH);
		unsigned int count =
			rx->take(rx->q.argument, buffers, wanted);

		for (unsigned int i = 0; i < count; i++)
			/* there is room */
			uk_virtqueue_add_writable(
				ring, buffers[i]->memory + RX_HEADER_AT,
				rx->room, buffers[i]);
		room -= count;
		if (count < wanted) {
			rx->starved++;
			break;
		}
	}
	return uk_virtqueue_publish(ring);
}

/*
 * Chains the other buffers of a packet to its first one. Section 5.1.6.4.1: all of
 * them are there when the first is.
 */
static bool gather(struct virtio_net_rx *rx, struct uk_netbuf *first,
		   unsigned int buffers)
{
	struct uk_netbuf *last = first;
	uint32_t span = first->length - UK_NETDEV_ETHERNET_HEADER;
	bool good = buffers != 0;

	while (buffers-- > 1) {
		uint32_t length;
		struct uk_netbuf *piece =
			uk_virtqueue_take(rx->q.ring, &length);

		if (!piece)
			return false;
		piece->next = NULL;
		piece->data = piece->memory + RX_HEADER_AT;
		piece->length = length;
		last->next = piece;
		last = piece;
		span += length;
		if (!length || span > rx->frame_span)
			good = false; /* yet the rest belongs to it */
	}
	return good;
}

static __uk_noinline __uk_cold size_t drop(struct virtio_net_rx *rx,
					   struct uk_netbuf *packet)
{
	rx->errors++;
	uk_netbuf_release(packet);
	return 0;
}

/*
 * A packet of several buffers, or one that is too short or too long. Returns its
 * length, or 0: it was dropped.
 */
static __uk_noinline size_t receive_other(struct virtio_net_rx *rx,
					  struct uk_netbuf *packet,
					  struct uk_virtio_net_header_words words)
{
	struct uk_virtio_net_header header;
	bool good = packet->length - UK_NETDEV_ETHERNET_HEADER <= rx->frame_span;

	memcpy(&header, &words, sizeof(header));
	if (rx->offloads & UK_NETDEV_RX_CHAIN)
		good &= gather(rx, packet, header.buffers);
	if (good && uk_virtio_net_header_read(&header, rx->offloads, packet))
		return uk_netbuf_length(packet);
	return drop(rx, packet);
}

/* Makes a packet of a filled buffer. Returns its length, or 0. */
static inline size_t receive(struct virtio_net_rx *rx, struct uk_netbuf *packet,
			     uint32_t length)
{
	uint8_t *start = packet->memory + RX_HEADER_AT;
	/* once, for the device may write it again */
	const struct uk_virtio_net_header_words words =
		*(const volatile struct uk_virtio_net_header_words *)start;

	length -= UK_VIRTIO_NET_HEADER_BYTES;
	packet->next = NULL;
	packet->data = start + UK_VIRTIO_NET_HEADER_BYTES;
	packet->length = length;
	packet->flags = 0;
	packet->gso = UK_NETBUF_GSO_NONE;
	if (UK_UNLIKELY((words.second & rx->buffers_mask) != rx->buffers_one ||
			length - UK_NETDEV_ETHERNET_HEADER > rx->frame_span))
		return receive_other(rx, packet, words);
	if ((words.first & UK_VIRTIO_NET_OFFLOADS) &&
	    !uk_virtio_net_header_read((const void *)&words, rx->offloads, packet))
		return drop(rx, packet);
	return length;
}

int virtio_net_rx_burst(struct uk_netdev *netdev, unsigned int queue,
			struct uk_netbuf **packets, unsigned int count)
{
	struct virtio_net *net = virtio_net_of(netdev);
	struct virtio_net_rx *rx = &net->rx[queue];
	struct uk_virtqueue *ring = rx->q.ring;
	unsigned int received = 0;
	uint64_t bytes = 0;

	while (received < count) {
		uint32_t written;
		struct uk_netbuf *packet = uk_virtqueue_take(ring, &written);
		size_t length;

		if (!packet)
			break;
		length = receive(rx, packet, written);
		if (UK_UNLIKELY(!length))
			continue;
		bytes += length;
		packets[received++] = packet;
	}
	rx->q.packets += received;
	rx->q.bytes += bytes;
	if (uk_virtqueue_room(ring) >= rx->refill_at &&
	    virtio_net_rx_refill(rx)) {
		rx->q.kicks++;
		uk_virtqueue_kick(ring);
	}
	if (!received && (net->broken || uk_virtqueue_broken(ring)))
		return -EIO;
	return (int)received;
}
