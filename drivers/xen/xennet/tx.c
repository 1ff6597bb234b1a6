/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sending. Each page that a packet lies in is lent to the backend, to read, until its response
 * comes. A packet in more pages than one may have, or in whose first page there is not even its
 * Ethernet header, is copied together first.
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
	tx->slots[id].next = tx->free;
	tx->free = id;
}

/* Ends the loan. Its packet, if nothing of that is lent any more, goes to *packet. False: the
 * backend still reads it.
 */
static bool take_back(struct xennet_tx *tx, uint16_t id,
		      struct uk_netbuf **packet)
{
	uint16_t first = tx->slots[id].first;

	if (uk_xen_grant_end(tx->slots[id].grant))
		return false;
	tx->slots[id].used = false;
	tx->room++;
	*packet = NULL;
	if (id != first)
		free_slot(tx, id);
	if (--tx->slots[first].left)
		return true;
	if (tx->bounce_used && first == tx->bounce_slot)
		tx->bounce_used = false;
	*packet = tx->slots[first].packet;
	free_slot(tx, first);
	return true;
}

/* False: the backend breaks the rules. */
static bool complete(struct xennet_tx *tx, uint16_t id)
{
	struct uk_netbuf *packet;

	if (id >= RING_ENTRIES || !tx->slots[id].used ||
	    !take_back(tx, id, &packet))
		return false;
	if (packet) {
		tx->packets++;
		tx->bytes += uk_netbuf_length(packet);
		uk_netbuf_release(packet);
	}
	return true;
}

/* The response to what lends nothing; it may come in the place of any other. */
static bool complete_extra(struct xennet_tx *tx)
{
	if (!tx->extras)
		return false;
	tx->extras--;
	tx->room++;
	return true;
}

/* Packets that were sent, or -EIO. */
static int reclaim(struct xennet *net, struct xennet_tx *tx)
{
	uint32_t end = uk_load_acquire(&tx->ring->at.responses);
	uint64_t before = tx->packets;
	bool right = end - tx->taken <= tx->given - tx->taken;

	for (; right && tx->taken != end; tx->taken++) {
		/* once: the backend may write it again */
		const volatile struct tx_response *place =
			&tx->ring->entry[tx->taken % RING_ENTRIES].response;

		right = place->status == STATUS_NULL ? complete_extra(tx) :
						       complete(tx, place->id);
	}
	return right ? (int)(tx->packets - before) : xennet_break(net);
}

/* A packet on its way into the ring; what is written there is not read again. */
struct sending {
	struct xennet_tx *tx;
	const struct uk_netbuf *packet;
	uint16_t backend;
	size_t length;
	unsigned int requests; /* that it takes, without the extra */
	unsigned int done;
	uint16_t ids[SLOTS_MOST];
};

static void write_request(struct sending *sending, uint32_t grant,
			  size_t offset, size_t length, uint16_t id)
{
	const struct uk_netbuf *packet = sending->packet;
	struct xennet_tx *tx = sending->tx;
	struct tx_request request = { .grant = grant,
				      .offset = (uint16_t)offset,
				      .id = id,
				      .size = (uint16_t)length };

	sending->ids[sending->done++] = id;
	if (sending->done < sending->requests)
		request.flags = TX_MORE_DATA;
	if (sending->done == 1) {
		request.size = (uint16_t)sending->length;
		if (packet->flags & UK_NETBUF_CHECKSUM_PARTIAL)
			request.flags |= TX_CHECKSUM_BLANK | TX_DATA_VALIDATED;
		if (packet->gso)
			request.flags |= TX_EXTRA_INFO;
	}
	tx->ring->entry[tx->given++ % RING_ENTRIES].request = request;
}

/* Follows the first request. */
static void write_extra(struct sending *sending)
{
	const struct uk_netbuf *packet = sending->packet;
	struct xennet_tx *tx = sending->tx;

	tx->ring->entry[tx->given++ % RING_ENTRIES].extra = (struct extra_info){
		.type = EXTRA_GSO,
		.gso_size = packet->gso_size,
		.gso_type = packet->gso == UK_NETBUF_GSO_TCP4 ? GSO_TCP4 :
								GSO_TCP6,
	};
	tx->extras++;
	tx->room--;
}

/* A request for each page of [data, data + length). False: no grant or slot is left. */
static bool lend(struct sending *sending, const uint8_t *data, size_t length)
{
	struct xennet_tx *tx = sending->tx;

	while (length) {
		size_t offset = (uintptr_t)data % UK_PAGE_SIZE;
		size_t part = UK_MIN(length, UK_PAGE_SIZE - offset);
		uint16_t id = tx->free;
		uint16_t first = sending->done ? sending->ids[0] : id;
		int grant;

		/* fewer than there is room for, where responses are out of order */
		if (id == RING_ENTRIES)
			return false;
		grant = uk_xen_grant_page(sending->backend, data - offset, true);
		if (grant < 0)
			return false;
		tx->free = tx->slots[id].next;
		tx->room--;
		tx->slots[id] = (struct xennet_slot){
			.grant = (uk_xen_grant)grant,
			.first = first,
			.used = true,
		};
		tx->slots[first].left++;
		write_request(sending, (uint32_t)grant, offset, part, id);
		if (sending->done == 1 && sending->packet->gso)
			write_extra(sending);
		data += part;
		length -= part;
	}
	return true;
}

/* Nobody was told of its requests yet. False: the backend has found one of its grants, and
 * keeps it.
 */
static bool unlend(struct sending *sending)
{
	struct xennet_tx *tx = sending->tx;
	struct uk_netbuf *none;
	bool all = true;

	tx->given -= sending->done;
	if (sending->done && sending->packet->gso) {
		tx->given--;
		complete_extra(tx);
	}
	while (sending->done)
		all &= take_back(tx, sending->ids[--sending->done], &none);
	return all;
}

/* Linux's backend drops a packet whose Ethernet header is not whole in the first request. */
static bool is_header_apart(const struct uk_netbuf *packet)
{
	size_t rest = UK_PAGE_SIZE - (uintptr_t)packet->data % UK_PAGE_SIZE;

	return UK_MIN(rest, (size_t)packet->length) < UK_NETDEV_ETHERNET_HEADER;
}

/* Copies it to where it takes as few pages as can be. */
static void gather(struct xennet_tx *tx, const struct uk_netbuf *packet)
{
	uint8_t *to = tx->bounce;

	for (; packet; packet = packet->next) {
		memcpy(to, packet->data, packet->length);
		to += packet->length;
	}
}

static bool lend_packet(struct sending *sending, bool gathered)
{
	if (gathered)
		return lend(sending, sending->tx->bounce, sending->length);
	for (const struct uk_netbuf *piece = sending->packet; piece;
	     piece = piece->next)
		if (!lend(sending, piece->data, piece->length))
			return false;
	return true;
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
	if (!partial || !packet->gso_size ||
	    !(net->offloads & (packet->gso == UK_NETBUF_GSO_TCP4 ?
				       UK_NETDEV_TX_TSO4 :
				       UK_NETDEV_TX_TSO6)))
		return -EINVAL;
	return 0;
}

static int add(struct xennet *net, struct xennet_tx *tx,
	       struct uk_netbuf *packet)
{
	struct sending sending = { .tx = tx,
				   .packet = packet,
				   .backend = net->bus->backend_domain };
	unsigned int extra = packet->gso != UK_NETBUF_GSO_NONE;
	bool gathered, lent;
	int error = check(net, packet, &sending.length, &sending.requests);

	if (error)
		return error;
	gathered = sending.requests + extra > SLOTS_MOST ||
		   is_header_apart(packet);
	if (gathered)
		sending.requests = pages_of(tx->bounce, sending.length);
	if (tx->room < sending.requests + extra ||
	    (gathered && tx->bounce_used))
		return -ENOSPC;
	if (gathered)
		gather(tx, packet);
	lent = lend_packet(&sending, gathered);
	if (!lent && unlend(&sending))
		return -ENOSPC;
	tx->slots[sending.ids[0]].packet = packet;
	if (gathered) {
		tx->bounce_used = true;
		tx->bounce_slot = sending.ids[0];
	}
	if (!lent) /* it is lent in part: it can be given back only by a stop */
		xennet_break(net);
	return 0;
}

int xennet_tx_burst(struct uk_netdev *netdev, unsigned int queue,
		    struct uk_netbuf **packets, unsigned int count)
{
	struct xennet *net = xennet_of(netdev);
	struct xennet_queue *q = &net->queues[queue];
	struct xennet_tx *tx = &q->tx;
	unsigned int added = 0;
	int error = 0;

	if (UK_UNLIKELY(net->state != XENNET_RUNS))
		return xennet_not_running(net);
	if (reclaim(net, tx) < 0)
		return -EIO;
	while (added < count && net->state == XENNET_RUNS) {
		error = add(net, tx, packets[added]);
		if (error)
			break;
		added++;
	}
	if (added && uk_xen_ring_publish(&tx->ring->at, tx->given)) {
		tx->kicks++;
		uk_xen_event_send(q->channel);
	}
	if (error == -ENOSPC)
		tx->full++;
	return added || error == -ENOSPC ? (int)added : error;
}

int xennet_tx_reclaim(struct uk_netdev *netdev, unsigned int queue)
{
	struct xennet *net = xennet_of(netdev);

	if (UK_UNLIKELY(net->state != XENNET_RUNS))
		return xennet_not_running(net);
	return reclaim(net, &net->queues[queue].tx);
}

bool xennet_tx_abandon(struct xennet_tx *tx)
{
	struct uk_netbuf *packet;
	bool all = true;

	for (uint16_t id = 0; id < RING_ENTRIES; id++) {
		if (!tx->slots[id].used)
			continue;
		if (!take_back(tx, id, &packet))
			all = false;
		else if (packet)
			uk_netbuf_release(packet);
	}
	return all;
}
