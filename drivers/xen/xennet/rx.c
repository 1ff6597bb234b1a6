/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receiving. The backend writes into pages of ours that it may always write; a packet is copied
 * out of them into the user's buffers. All that it says is read once and checked: where a
 * packet lies, how long it is, whose page it is.
 */
#include <uk/string.h>

#include "xennet.h"

/* A packet's responses, checked */
struct part {
	const uint8_t *at;
	unsigned int length;
};

struct incoming {
	struct part parts[SLOTS_MOST];
	unsigned int count;
	unsigned int length;
	uint32_t next; /* behind its responses */
	uint16_t flags;
	uint16_t gso_size;
	uint8_t gso;
	bool bad;
};

void xennet_rx_post(struct xennet_queue *q)
{
	struct xennet_rx *rx = &q->rx;
	uint32_t given = rx->given;

	for (uint16_t id = 0; id < RX_PAGES; id++) {
		if (rx->posted[id])
			continue;
		rx->order[given % RING_ENTRIES] = (uint8_t)id;
		rx->ring->entry[given++ % RING_ENTRIES].request =
			(struct rx_request){ .id = id,
					     .grant = rx->grants[id] };
		rx->posted[id] = true;
	}
	if (given == rx->given)
		return;
	rx->given = given;
	if (uk_xen_ring_publish(&rx->ring->at, given)) {
		rx->kicks++;
		uk_xen_event_send(q->channel);
	}
}

static void read_extra(struct incoming *in, struct extra_info extra,
		       bool *more)
{
	*more = extra.flags & EXTRA_MORE;
	if (extra.type != EXTRA_GSO)
		return;
	in->gso_size = extra.gso_size;
	in->gso = extra.gso_type == GSO_TCP4 ? UK_NETBUF_GSO_TCP4 :
		  extra.gso_type == GSO_TCP6 ? UK_NETBUF_GSO_TCP6 :
					       UK_NETBUF_GSO_NONE;
	if (!in->gso || !in->gso_size)
		in->bad = true;
}

static void read_part(struct xennet_rx *rx, struct incoming *in, uint32_t at,
		      struct rx_response response)
{
	uint32_t length = response.status < 0 ? 0 : (uint32_t)response.status;

	if (response.id != rx->order[at % RING_ENTRIES] || !length ||
	    response.offset + length > UK_PAGE_SIZE ||
	    in->count == SLOTS_MOST) {
		in->bad = true;
		return;
	}
	in->parts[in->count++] = (struct part){
		rx->pages + response.id * UK_PAGE_SIZE + response.offset,
		length,
	};
	in->length += length;
}

/* The responses of the next packet. False: it is not there in whole. */
static bool peek(struct xennet_rx *rx, uint32_t end, struct incoming *in)
{
	uint32_t at = rx->taken;
	bool extra = false, more = true;

	*in = (struct incoming){ .count = 0 };
	for (bool first = true; more || extra; first = false) {
		/* once: the backend may write it again */
		const volatile struct rx_response *place =
			&rx->ring->entry[at % RING_ENTRIES].response;
		struct rx_response response = { place->id, place->offset,
						place->flags, place->status };

		if (at++ == end)
			return false;
		if (extra) {
			struct extra_info info;

			memcpy(&info, &response, sizeof(info));
			read_extra(in, info, &extra);
			continue;
		}
		read_part(rx, in, at - 1, response);
		more = response.flags & RX_MORE_DATA;
		if (first) {
			in->flags = response.flags;
			extra = response.flags & RX_EXTRA_INFO;
		}
	}
	in->next = at;
	if (in->length < UK_NETDEV_ETHERNET_HEADER ||
	    in->length - UK_NETDEV_ETHERNET_HEADER >
		    (in->gso ? LARGE_SPAN : FRAME_SPAN))
		in->bad = true;
	return true;
}

/* Its pages go back to the backend with the next requests: each response answers the request in
 * whose place it stands, also where it carries an extra and no page's number.
 */
static void consume(struct xennet_rx *rx, const struct incoming *in)
{
	for (; rx->taken != in->next; rx->taken++)
		rx->posted[rx->order[rx->taken % RING_ENTRIES]] = false;
}

/* False: there are not enough buffers. */
static bool copy(struct xennet_rx *rx, const struct incoming *in,
		 struct uk_netbuf **packet)
{
	unsigned int room = rx->buffer_size - UK_NETBUF_HEADROOM;
	unsigned int wanted = (in->length + room - 1) / room;
	struct uk_netbuf *buffers[LARGE_SPAN / BUFFER_LEAST + 2];
	unsigned int got, at = 0, used = 0;

	got = rx->take(rx->argument, buffers, wanted);
	if (got < wanted) {
		while (got) {
			buffers[--got]->next = NULL;
			uk_netbuf_release(buffers[got]);
		}
		return false;
	}
	for (unsigned int i = 0; i < wanted; i++) {
		buffers[i]->data = buffers[i]->memory + UK_NETBUF_HEADROOM;
		buffers[i]->length = UK_MIN(room, in->length - i * room);
		buffers[i]->next = i + 1 < wanted ? buffers[i + 1] : NULL;
	}
	for (unsigned int i = 0; i < in->count; i++) {
		const uint8_t *from = in->parts[i].at;
		unsigned int left = in->parts[i].length;

		while (left) {
			unsigned int piece = UK_MIN(left, room - used);

			memcpy(buffers[at]->data + used, from, piece);
			from += piece;
			left -= piece;
			used += piece;
			if (used == room) {
				used = 0;
				at++;
			}
		}
	}
	*packet = buffers[0];
	return true;
}

/* Whether it is of a kind that was agreed on. */
static bool is_agreed(const struct xennet *net, const struct incoming *in,
		      unsigned int room)
{
	uint32_t wants = in->gso == UK_NETBUF_GSO_TCP4 ? UK_NETDEV_RX_LARGE4 :
			 in->gso == UK_NETBUF_GSO_TCP6 ? UK_NETDEV_RX_LARGE6 :
							 0;

	if (in->flags & RX_CHECKSUM_BLANK)
		wants |= UK_NETDEV_RX_CHECKSUM;
	if (in->length > room)
		wants |= UK_NETDEV_RX_CHAIN;
	return !(wants & ~net->offloads);
}

static bool finish(const struct xennet *net, const struct incoming *in,
		   struct uk_netbuf *packet)
{
	packet->flags = 0;
	packet->gso = in->gso;
	packet->gso_size = in->gso_size;
	if (in->flags & RX_CHECKSUM_BLANK)
		packet->flags = xennet_headers(packet) ?
					UK_NETBUF_CHECKSUM_PARTIAL :
					UK_NETBUF_CHECKSUM_VALID;
	else if (in->flags & RX_DATA_VALIDATED &&
		 net->offloads & UK_NETDEV_RX_CHECKSUM)
		packet->flags = UK_NETBUF_CHECKSUM_VALID;
	return !in->gso || packet->flags == UK_NETBUF_CHECKSUM_PARTIAL;
}

int xennet_rx_burst(struct uk_netdev *netdev, unsigned int queue,
		    struct uk_netbuf **packets, unsigned int count)
{
	struct xennet *net = xennet_of(netdev);
	struct xennet_queue *q = &net->queues[queue];
	struct xennet_rx *rx = &q->rx;
	uint32_t end, before = rx->taken;
	unsigned int received = 0;
	bool waits = false;
	struct incoming in;

	if (UK_UNLIKELY(net->state != XENNET_RUNS))
		return xennet_not_running(net);
	end = uk_load_acquire(&rx->ring->at.responses);
	if (end - rx->taken > rx->given - rx->taken)
		return xennet_break(net);
	while (received < count && rx->taken != end) {
		struct uk_netbuf *packet;

		waits = !peek(rx, end, &in);
		/* all pages there are, and no end: there never will be one */
		if (waits && end - rx->taken == RX_PAGES)
			return xennet_break(net);
		if (waits)
			break;
		if (!is_agreed(net, &in, rx->buffer_size - UK_NETBUF_HEADROOM))
			in.bad = true;
		if (!in.bad && !copy(rx, &in, &packet)) {
			rx->starved++;
			if (received) /* which may be buffers soon */
				break;
			waits = rx->given - end + rx->taken - before >=
				SLOTS_MOST;
			if (waits)
				break;
			in.bad = true; /* it would keep all else out */
		}
		consume(rx, &in);
		if (in.bad || !finish(net, &in, packet)) {
			rx->errors++;
			if (!in.bad)
				uk_netbuf_release(packet);
			continue;
		}
		rx->bytes += in.length;
		packets[received++] = packet;
	}
	rx->packets += received;
	rx->seen = waits ? end : rx->taken;
	xennet_rx_post(q);
	return (int)received;
}
