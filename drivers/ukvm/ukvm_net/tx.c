/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sending. The header goes into the packet's headroom, so that a packet in one piece takes one
 * entry; without headroom it lies in a table and takes one more.
 */
#include <uk/string.h>

#include "ukvm_net.h"

#define KICK_AT 32 /* entries */

/* Packets that were sent. */
static inline int reclaim(struct ukvm_net *net)
{
	struct ukvm_net_tx *tx = &net->tx;
	struct uk_ukvm_ring *ring = &tx->q.ring;
	int left = uk_ukvm_ring_done(ring);
	int sent = 0;

	if (UK_UNLIKELY(left < 0))
		net->broken = true;
	for (; left > 0; left--) {
		uint32_t place = ring->taken++ & ring->mask;
		struct uk_netbuf *packet = tx->q.packets[place];

		if (!packet)
			continue;
		tx->q.packets[place] = NULL;
		tx->q.bytes += UK_LIKELY(!packet->next) ?
				       packet->length :
				       uk_netbuf_length(packet);
		sent++;
		uk_netbuf_release(packet);
	}
	tx->q.count += (unsigned int)sent;
	return sent;
}

static int check(const struct ukvm_net *net, const struct uk_netbuf *packet,
		 unsigned int *pieces)
{
	uint64_t total = 0;

	*pieces = 0;
	for (const struct uk_netbuf *piece = packet; piece;
	     piece = piece->next) {
		if (++*pieces > net->tx.pieces || !piece->length)
			return -EINVAL;
		total += piece->length;
	}
	return total < UK_NETDEV_ETHERNET_HEADER ||
			       total - UK_NETDEV_ETHERNET_HEADER >
				       (packet->gso ? LARGE_SPAN :
						      MTU + VLAN_TAG) ?
		       -EINVAL :
		       0;
}

static inline void put(struct uk_ukvm_ring *ring, uint32_t number,
		       const void *data, uint32_t length, bool more)
{
	*uk_ukvm_ring_entry(ring, number) = (struct ukvm_ring_entry){
		.address = (uintptr_t)data,
		.length = length,
		.flags = more ? UKVM_ENTRY_MORE : 0,
	};
}

/* Fills entries from *end on. 0, -EINVAL, -ENOSPC. */
static int add(struct ukvm_net *net, struct uk_netbuf *packet, uint32_t *end)
{
	struct ukvm_net_tx *tx = &net->tx;
	struct uk_ukvm_ring *ring = &tx->q.ring;
	bool fits = uk_netbuf_headroom(packet) >= net->header;
	uint32_t at = *end, ahead = fits ? net->header : 0;
	struct uk_virtio_net_header header;
	unsigned int pieces;
	int error = check(net, packet, &pieces);

	if (!error)
		error = uk_virtio_net_header_write(&header, net->offloads,
						   packet);
	if (UK_UNLIKELY(error))
		return error;
	if (pieces + !fits > ring->mask + 1 - (at - ring->taken))
		return -ENOSPC;
	if (!fits) {
		struct uk_virtio_net_header *place =
			&tx->headers[at & ring->mask];

		*place = header;
		put(ring, at++, place, sizeof(header), true);
	} else if (ahead) {
		memcpy(packet->data - sizeof(header), &header, sizeof(header));
	}
	put(ring, at++, packet->data - ahead, packet->length + ahead,
	    packet->next);
	for (const struct uk_netbuf *piece = packet->next; piece;
	     piece = piece->next)
		put(ring, at++, piece->data, piece->length, piece->next);
	tx->q.packets[(at - 1) & ring->mask] = packet;
	*end = at;
	return 0;
}

/* What is sent leaves when the image waits, which is soon: that saves an exit for each burst. A
 * program that sends much wants its peer to begin.
 */
static void offer(struct ukvm_net_tx *tx, uint32_t end)
{
	uk_ukvm_ring_offer(&tx->q.ring, end);
	if (uk_ukvm_ring_waiting(&tx->q.ring) >= KICK_AT) {
		uk_ukvm_ring_kick(&tx->q.ring);
		tx->q.kicks++;
	}
}

int ukvm_net_tx_burst(struct uk_netdev *netdev, unsigned int queue,
		      struct uk_netbuf **packets, unsigned int count)
{
	struct ukvm_net *net = ukvm_net_of(netdev);
	struct ukvm_net_tx *tx = &net->tx;
	uint32_t end = tx->q.ring.offered;
	unsigned int added = 0;
	int error = 0;

	(void)queue;
	reclaim(net);
	if (UK_UNLIKELY(net->broken))
		return -EIO;
	while (added < count) {
		error = add(net, packets[added], &end);
		if (UK_UNLIKELY(error))
			break;
		added++;
	}
	if (added)
		offer(tx, end);
	if (error == -ENOSPC)
		tx->full++;
	return added || error != -EINVAL ? (int)added : error;
}

int ukvm_net_tx_reclaim(struct uk_netdev *netdev, unsigned int queue)
{
	struct ukvm_net *net = ukvm_net_of(netdev);
	int sent = reclaim(net);

	(void)queue;
	return !sent && net->broken ? -EIO : sent;
}
