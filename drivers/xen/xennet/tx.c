/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sending. Each page that a packet lies in is lent to the backend, to read, until its response
 * comes. A packet in more pages than one may have is copied together first.
 */
#include <uk/string.h>

#include "xennet.h"

/* The pages that [data, data + length) lies in */
static unsigned int pages_of(const uint8_t *data, size_t length)
{
	return (unsigned int)(((uintptr_t)data % UK_PAGE_SIZE + length +
			       UK_PAGE_SIZE - 1) /
			      UK_PAGE_SIZE);
}

static void free_slot(struct xennet_tx *tx, uint16_t id)
{
	tx->slots[id].used = false;
	tx->slots[id].next = tx->free;
	tx->free = id;
	tx->room++;
}

/* False: the backend breaks the rules. */
static bool complete(struct xennet_tx *tx, uint16_t id)
{
	struct xennet_slot *slot;

	if (id >= RING_ENTRIES || !tx->slots[id].used)
		return false;
	slot = &tx->slots[id];
	if (uk_xen_grant_end(slot->grant))
		return false;
	if (tx->bounce_used && id == tx->bounce_slot)
		tx->bounce_used = false;
	if (slot->packet) {
		tx->packets++;
		tx->bytes += uk_netbuf_length(slot->packet);
		uk_netbuf_release(slot->packet);
		slot->packet = NULL;
	}
	free_slot(tx, id);
	return true;
}

/* Packets that were sent, or -EIO. */
static int reclaim(struct xennet *net)
{
	struct xennet_tx *tx = &net->tx;
	uint32_t end = uk_load_acquire(&tx->ring->at.responses);
	uint64_t before = tx->packets;

	if (end - tx->taken > tx->given - tx->taken)
		net->broken = true;
	for (; !net->broken && tx->taken != end; tx->taken++) {
		const volatile struct tx_response *place =
			&tx->ring->entry[tx->taken % RING_ENTRIES].response;

		if (place->status == STATUS_NULL)
			tx->room++; /* of an extra */
		else if (!complete(tx, place->id))
			net->broken = true;
	}
	return net->broken ? -EIO : (int)(tx->packets - before);
}

/* One request for each page of [data, data + length). The last one's slot, or RING_ENTRIES: no
 * grant is left.
 */
static uint16_t lend(struct xennet *net, const uint8_t *data, size_t length)
{
	struct xennet_tx *tx = &net->tx;
	uint16_t id = RING_ENTRIES;

	while (length) {
		size_t offset = (uintptr_t)data % UK_PAGE_SIZE;
		size_t part = UK_MIN(length, UK_PAGE_SIZE - offset);
		int grant = uk_xen_grant_page(net->bus->backend_domain,
					      data - offset, true);

		if (grant < 0)
			return RING_ENTRIES;
		id = tx->free;
		tx->free = tx->slots[id].next;
		tx->room--;
		tx->slots[id] = (struct xennet_slot){
			.grant = (uk_xen_grant)grant, .used = true
		};
		tx->ring->entry[tx->given++ % RING_ENTRIES].request =
			(struct tx_request){ .grant = (uint32_t)grant,
					     .offset = (uint16_t)offset,
					     .flags = TX_MORE_DATA,
					     .id = id,
					     .size = (uint16_t)part };
		data += part;
		length -= part;
	}
	return id;
}

/* Takes back the requests from `start` on, which nobody has seen; that at `extra` is none. */
static void unlend(struct xennet_tx *tx, uint32_t start, uint32_t extra)
{
	while (tx->given != start) {
		uint16_t id =
			tx->ring->entry[--tx->given % RING_ENTRIES].request.id;

		if (tx->given == extra) {
			tx->room++;
			continue;
		}
		uk_xen_grant_end(tx->slots[id].grant);
		free_slot(tx, id);
	}
}

static int check(const struct xennet *net, const struct uk_netbuf *packet,
		 size_t *length, unsigned int *slots)
{
	bool partial = packet->flags & UK_NETBUF_CHECKSUM_PARTIAL;

	*length = *slots = 0;
	for (const struct uk_netbuf *piece = packet; piece;
	     piece = piece->next) {
		if (!piece->length)
			return -EINVAL;
		*length += piece->length;
		*slots += pages_of(piece->data, piece->length);
	}
	if (*length < UK_NETDEV_ETHERNET_HEADER ||
	    *length - UK_NETDEV_ETHERNET_HEADER >
		    (packet->gso ? LARGE_SPAN - UK_NETDEV_ETHERNET_HEADER :
				   FRAME_SPAN))
		return -EINVAL;
	if (partial && !(net->offloads & UK_NETDEV_TX_CHECKSUM))
		return -EINVAL;
	if (packet->gso == UK_NETBUF_GSO_NONE)
		return 0;
	++*slots;
	if (!partial || !packet->gso_size ||
	    !(net->offloads & (packet->gso == UK_NETBUF_GSO_TCP4 ?
				       UK_NETDEV_TX_TSO4 :
				       UK_NETDEV_TX_TSO6)))
		return -EINVAL;
	return 0;
}

static void add_extra(struct xennet_tx *tx, const struct uk_netbuf *packet)
{
	tx->ring->entry[tx->given++ % RING_ENTRIES].extra = (struct extra_info){
		.type = EXTRA_GSO,
		.gso_size = packet->gso_size,
		.gso_type = packet->gso == UK_NETBUF_GSO_TCP4 ? GSO_TCP4 :
								GSO_TCP6,
	};
	tx->room--;
}

/* The data of the packet, all in requests: the first page's, the extra, the others. */
static uint16_t lend_packet(struct xennet *net, struct uk_netbuf *packet,
			    bool gather, size_t length)
{
	struct xennet_tx *tx = &net->tx;
	const uint8_t *data = packet->data;
	size_t first, total = packet->length;
	uint16_t id;

	if (gather) {
		uint8_t *to = tx->bounce;

		for (const struct uk_netbuf *piece = packet; piece;
		     piece = piece->next) {
			memcpy(to, piece->data, piece->length);
			to += piece->length;
		}
		data = tx->bounce;
		total = length;
	}
	first = UK_MIN(total, UK_PAGE_SIZE - (uintptr_t)data % UK_PAGE_SIZE);
	id = lend(net, data, first);
	if (id != RING_ENTRIES && packet->gso)
		add_extra(tx, packet);
	if (id != RING_ENTRIES && total > first)
		id = lend(net, data + first, total - first);
	for (const struct uk_netbuf *piece = packet->next;
	     piece && !gather && id != RING_ENTRIES; piece = piece->next)
		id = lend(net, piece->data, piece->length);
	return id;
}

static int add(struct xennet *net, struct uk_netbuf *packet)
{
	struct xennet_tx *tx = &net->tx;
	uint32_t start = tx->given;
	struct tx_request *request;
	unsigned int slots;
	size_t length;
	uint16_t id;
	bool gather;
	int error = check(net, packet, &length, &slots);

	if (error)
		return error;
	gather = slots > SLOTS_MOST;
	if (gather)
		slots = SLOTS_MOST;
	if (tx->room < slots || (gather && tx->bounce_used))
		return -ENOSPC;
	id = lend_packet(net, packet, gather, length);
	if (id == RING_ENTRIES) {
		unlend(tx, start, packet->gso ? start + 1 : start - 1);
		return -ENOSPC;
	}
	tx->slots[id].packet = packet;
	if (gather) {
		tx->bounce_used = true;
		tx->bounce_slot = id;
	}
	tx->ring->entry[(tx->given - 1) % RING_ENTRIES].request.flags = 0;
	request = &tx->ring->entry[start % RING_ENTRIES].request;
	request->size = (uint16_t)length;
	if (packet->flags & UK_NETBUF_CHECKSUM_PARTIAL)
		request->flags |= TX_CHECKSUM_BLANK | TX_DATA_VALIDATED;
	if (packet->gso)
		request->flags |= TX_EXTRA_INFO;
	return 0;
}

int xennet_tx_burst(struct uk_netdev *netdev, unsigned int queue,
		    struct uk_netbuf **packets, unsigned int count)
{
	struct xennet *net = xennet_of(netdev);
	struct xennet_tx *tx = &net->tx;
	unsigned int added = 0;
	int error = 0;

	(void)queue;
	if (reclaim(net) < 0)
		return -EIO;
	while (added < count) {
		error = add(net, packets[added]);
		if (error)
			break;
		added++;
	}
	if (added && ring_publish(&tx->ring->at, tx->given)) {
		tx->kicks++;
		uk_xen_event_send(net->channel);
	}
	if (error == -ENOSPC)
		tx->full++;
	return added || error == -ENOSPC ? (int)added : error;
}

int xennet_tx_reclaim(struct uk_netdev *netdev, unsigned int queue)
{
	(void)queue;
	return reclaim(xennet_of(netdev));
}

bool xennet_tx_abandon(struct xennet *net)
{
	struct xennet_tx *tx = &net->tx;
	bool all = true;

	for (uint16_t id = 0; id < RING_ENTRIES; id++)
		if (tx->slots[id].used && !complete(tx, id))
			all = false;
	return all;
}
