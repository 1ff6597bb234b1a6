/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sending (virtio 1.2 section 5.1.6.2). The header goes into the packet's headroom,
 * so that a packet in one piece takes one descriptor; without headroom it
 * goes into a slot, whose address, plus 1, is then what the ring gives back.
 */
#include <uk/string.h>

#include "virtio_net.h"

#define SLOT_MARK 1u
#define SEGMENTS_MOST 65 /* setup.c allows 64 pieces */

struct uk_netbuf *virtio_net_tx_packet(struct virtio_net_tx *tx, void *cookie)
{
	struct virtio_net_tx_slot *slot;

	if (UK_LIKELY(!((uintptr_t)cookie & SLOT_MARK)))
		return cookie;
	slot = (struct virtio_net_tx_slot *)((char *)cookie - SLOT_MARK);
	slot->next = tx->free_slot;
	tx->free_slot = slot;
	return slot->packet;
}

static inline unsigned int reclaim(struct virtio_net_tx *tx)
{
	struct uk_virtqueue *ring = tx->q.ring;
	unsigned int sent = 0;
	uint64_t bytes = 0;
	uint32_t written;
	void *cookie;

	while ((cookie = uk_virtqueue_take(ring, &written))) {
		struct uk_netbuf *packet = virtio_net_tx_packet(tx, cookie);

		bytes += UK_LIKELY(!packet->next) ? packet->length :
						    uk_netbuf_length(packet);
		sent++;
		uk_netbuf_release(packet);
	}
	tx->q.packets += sent;
	tx->q.bytes += bytes;
	return sent;
}

/* Any packet that is not one piece with headroom, as long as a frame */
static __uk_noinline int add_other(struct virtio_net_tx *tx,
				   struct uk_netbuf *packet)
{
	struct uk_sgsegment segments[SEGMENTS_MOST];
	struct virtio_net_tx_slot *slot = NULL;
	struct uk_virtio_net_header header;
	unsigned int count = 0;
	uint64_t total = 0;
	void *cookie = packet;
	int error = uk_virtio_net_header_write(&header, tx->offloads, packet);

	if (error)
		return error;
	if (uk_netbuf_headroom(packet) < UK_VIRTIO_NET_HEADER_BYTES) {
		slot = tx->free_slot;
		if (!slot)
			return -ENOSPC;
		segments[count++] = (struct uk_sgsegment){ &slot->header,
							   sizeof(header) };
		cookie = (char *)slot + SLOT_MARK;
	}
	for (const struct uk_netbuf *piece = packet; piece;
	     piece = piece->next) {
		if (count == tx->pieces + 1u || !piece->length)
			return -EINVAL;
		total += piece->length;
		segments[count++] =
			(struct uk_sgsegment){ piece->data, piece->length };
	}
	if (total < UK_NETDEV_ETHERNET_HEADER ||
	    total - UK_NETDEV_ETHERNET_HEADER >
		    (packet->gso ? LARGE_SPAN : tx->frame_span))
		return -EINVAL;
	if (!slot) {
		if (count > tx->pieces)
			return -EINVAL;
		segments[0].base = packet->data - sizeof(header);
		segments[0].length += sizeof(header);
	}
	memcpy(segments[0].base, &header, sizeof(header));
	error = uk_virtqueue_add(tx->q.ring, segments, count, 0, cookie);
	if (!error && slot) {
		slot->packet = packet;
		tx->free_slot = slot->next;
	}
	return error;
}

static inline int add(struct virtio_net_tx *tx, struct uk_virtqueue *ring,
		      struct uk_netbuf *packet)
{
	uint8_t *start = packet->data - UK_VIRTIO_NET_HEADER_BYTES;
	int error;

	if (UK_UNLIKELY(packet->next ||
			packet->length - UK_NETDEV_ETHERNET_HEADER >
				tx->frame_span ||
			uk_netbuf_headroom(packet) < UK_VIRTIO_NET_HEADER_BYTES))
		return add_other(tx, packet);
	error = uk_virtio_net_header_write((void *)start, tx->offloads, packet);
	if (UK_UNLIKELY(error))
		return error;
	return uk_virtqueue_add_readable(
		ring, start, packet->length + UK_VIRTIO_NET_HEADER_BYTES, packet);
}

int virtio_net_tx_burst(struct uk_netdev *netdev, unsigned int queue,
			struct uk_netbuf **packets, unsigned int count)
{
	struct virtio_net *net = virtio_net_of(netdev);
	struct virtio_net_tx *tx = &net->tx[queue];
	struct uk_virtqueue *ring = tx->q.ring;
	unsigned int added;
	int error = 0;

	if (UK_UNLIKELY(net->broken))
		return -EIO;
	reclaim(tx);
	for (added = 0; added < count; added++) {
		error = add(tx, ring, packets[added]);
		if (UK_UNLIKELY(error))
			break;
	}
	if (added && uk_virtqueue_publish(ring)) {
		tx->q.kicks++;
		uk_virtqueue_kick(ring);
	}
	if (UK_LIKELY(!error))
		return (int)added;
	if (error == -ENOSPC) {
		tx->full++;
		return (int)added;
	}
	if (added)
		return (int)added;
	return error == -EIO ? -EIO : -EINVAL;
}

int virtio_net_tx_reclaim(struct uk_netdev *netdev, unsigned int queue)
{
	struct virtio_net *net = virtio_net_of(netdev);
	struct virtio_net_tx *tx = &net->tx[queue];
	unsigned int sent = reclaim(tx);

	/* whether the device waits for what it was not told of */
	if (uk_virtqueue_publish(tx->q.ring)) {
		tx->q.kicks++;
		uk_virtqueue_kick(tx->q.ring);
	}
	if (!sent && (net->broken || uk_virtqueue_broken(tx->q.ring)))
		return -EIO;
	return (int)sent;
}
