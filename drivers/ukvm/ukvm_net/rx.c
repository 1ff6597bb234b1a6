/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receiving. The header and what follows it lie where the buffer's headroom ends, so that a
 * packet can be sent on as it is.
 */
#include <uk/arch/cpu.h>
#include <uk/string.h>

#include "ukvm_net.h"

#define BATCH 32 /* buffers to take at a time */
#define PATIENCE (1u << 21) /* cycles: about a millisecond */

/* Where the monitor writes: what follows a first piece's header lies behind its headroom. */
static uint8_t *start_of(const struct ukvm_net *net,
			 const struct uk_netbuf *buffer)
{
	return buffer->memory + UK_NETBUF_HEADROOM - net->header;
}

void ukvm_net_rx_refill(struct ukvm_net *net)
{
	struct ukvm_net_rx *rx = &net->rx;
	struct uk_ukvm_ring *ring = &rx->q.ring;
	unsigned int room = uk_ukvm_ring_room(ring);
	uint32_t end = ring->offered;

	while (room) {
		struct uk_netbuf *buffers[BATCH];
		unsigned int wanted = UK_MIN(room, (unsigned int)BATCH);
		unsigned int count = rx->take(rx->q.argument, buffers, wanted);

		for (unsigned int i = 0; i < count; i++, end++) {
			rx->q.packets[end & ring->mask] = buffers[i];
			*uk_ukvm_ring_entry(ring, end) = (struct ukvm_ring_entry){
				.address = (uintptr_t)start_of(net, buffers[i]),
				.length = rx->room,
			};
		}
		room -= count;
		if (count < wanted) {
			rx->starved++;
			break;
		}
	}
	uk_ukvm_ring_offer(ring, end); /* no hurry: there are others */
}

/* The buffer that the next result is about, with its length. */
static struct uk_netbuf *take(struct ukvm_net_rx *rx, int *length, bool *more)
{
	struct uk_ukvm_ring *ring = &rx->q.ring;
	uint32_t place = ring->taken++ & ring->mask;
	const volatile struct ukvm_ring_entry *entry = &ring->entries[place];
	struct uk_netbuf *buffer = rx->q.packets[place];

	rx->q.packets[place] = NULL;
	*length = entry->result;
	*more = entry->flags & UKVM_ENTRY_MORE;
	buffer->next = NULL;
	return buffer;
}

/* The other buffers of a packet. False: some are missing, or they are too long. */
static bool gather(struct ukvm_net *net, struct uk_netbuf *first,
		   unsigned int *count)
{
	struct ukvm_net_rx *rx = &net->rx;
	struct uk_netbuf *last = first;
	uint64_t span = first->length - UK_NETDEV_ETHERNET_HEADER;
	bool good = true;

	for (bool more = true; more;) {
		struct uk_netbuf *piece;
		int length;

		if (!*count)
			return false;
		--*count;
		piece = take(rx, &length, &more);
		if (length <= 0 || (uint32_t)length > rx->room) {
			good = false; /* yet it belongs to it */
			length = 0;
		}
		piece->data = start_of(net, piece);
		piece->length = (uint32_t)length;
		last->next = piece;
		last = piece;
		span += (uint32_t)length;
	}
	return good && span <= rx->frame_span;
}

/* Makes a packet of the next results, of which there are `count`. NULL: it was dropped. */
static struct uk_netbuf *receive(struct ukvm_net *net, unsigned int *count)
{
	struct ukvm_net_rx *rx = &net->rx;
	bool more, good;
	int length;
	struct uk_netbuf *packet = take(rx, &length, &more);

	--*count;
	packet->data = packet->memory + UK_NETBUF_HEADROOM;
	packet->flags = 0;
	packet->gso = UK_NETBUF_GSO_NONE;
	good = length >= (int)(net->header + UK_NETDEV_ETHERNET_HEADER) &&
	       (uint32_t)length <= rx->room;
	packet->length = good ? (uint32_t)length - net->header : 0;
	if (more)
		good &= gather(net, packet, count);
	else
		good &= packet->length - UK_NETDEV_ETHERNET_HEADER <=
			rx->frame_span;
	if (good && net->header) {
		/* once, for the monitor may write it again */
		const struct uk_virtio_net_header_words words =
			*(const volatile struct uk_virtio_net_header_words
				  *)(packet->data - UK_VIRTIO_NET_HEADER_BYTES);

		good = !(words.first & UK_VIRTIO_NET_OFFLOADS) ||
		       uk_virtio_net_header_read((const void *)&words,
						 net->offloads, packet);
	}
	if (UK_LIKELY(good))
		return packet;
	rx->errors++;
	uk_netbuf_release(packet);
	return NULL;
}

/* How many results there are. The monitor looks for frames when the image waits; a program that
 * polls without, or that has not waited for long, must ask it to.
 */
static int look(struct ukvm_net_rx *rx)
{
	int done = uk_ukvm_ring_done(&rx->q.ring);
	uint64_t now = uk_arch_cycles();

	if (!done && (!rx->q.event || now - rx->looked > PATIENCE)) {
		uk_ukvm_ring_kick(&rx->q.ring);
		rx->q.kicks++;
		done = uk_ukvm_ring_done(&rx->q.ring);
		rx->looked = now;
	}
	if (done)
		rx->looked = now;
	return done;
}

int ukvm_net_rx_burst(struct uk_netdev *netdev, unsigned int queue,
		      struct uk_netbuf **packets, unsigned int count)
{
	struct ukvm_net *net = ukvm_net_of(netdev);
	struct ukvm_net_rx *rx = &net->rx;
	int done = look(rx);
	unsigned int left = (unsigned int)done, received = 0;

	(void)queue;
	if (UK_UNLIKELY(done < 0 || net->broken)) {
		net->broken = true;
		return -EIO;
	}
	while (received < count && left) {
		struct uk_netbuf *packet = receive(net, &left);

		if (UK_UNLIKELY(!packet))
			continue;
		rx->q.bytes += UK_LIKELY(!packet->next) ?
				       packet->length :
				       uk_netbuf_length(packet);
		packets[received++] = packet;
	}
	rx->q.count += received;
	if (uk_ukvm_ring_room(&rx->q.ring) >= rx->refill_at)
		ukvm_net_rx_refill(net);
	return (int)received;
}
