/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Packet buffers. A packet is one piece or a chain of pieces; each piece
 * describes memory that belongs to whoever made it, so nothing is copied between
 * an application, a network stack and a device: only the description travels.
 *
 * Ownership goes with the packet. Who is done with one calls
 * uk_netbuf_release() on its first piece, and the maker takes everything back.
 */
#ifndef UK_NETBUF_H
#define UK_NETBUF_H

#include <uk/essentials.h>

/* Space that a maker leaves before the data, so that every device can put its own
 * header there and send a packet in one piece.
 */
#define UK_NETBUF_HEADROOM 16

/* In `flags` of a packet's first piece */
enum {
	/* tx: the device completes the checksum at checksum_start +
	 * checksum_offset, which holds the pseudo header's sum; it covers
	 * [checksum_start, end). rx: the same is still to be done, should the packet
	 * be forwarded; the data itself is known to be good.
	 */
	UK_NETBUF_CHECKSUM_PARTIAL = 1,
	/* rx: the device has checked the transport checksum. */
	UK_NETBUF_CHECKSUM_VALID = 2,
};

/* A packet larger than the MTU: tx: to be cut; rx: joined by the device. */
enum uk_netbuf_gso {
	UK_NETBUF_GSO_NONE,
	UK_NETBUF_GSO_TCP4,
	UK_NETBUF_GSO_TCP6,
};

struct uk_netbuf {
	struct uk_netbuf *next; /* next piece of the packet, or NULL */
	uint8_t *data;		/* within [memory, memory + size) */
	uint8_t *memory;
	uint32_t length; /* bytes at `data`; not 0 when given to a device */
	uint32_t size;

	/* The rest counts in the first piece only. */
	uint8_t flags;
	uint8_t gso;	   /* enum uk_netbuf_gso */
	uint16_t gso_size; /* payload bytes of each cut packet */
	/* Offsets from `data`, all headers within the first piece: */
	uint16_t header_length; /* up to the payload, where gso is set */
	uint16_t checksum_start;
	uint16_t checksum_offset; /* from checksum_start */

	/* Takes back the packet whose first piece this is. Never sleeps; runs
	 * in a thread, not in an interrupt.
	 */
	void (*release)(struct uk_netbuf *packet);
	void *owner; /* the maker's */
};

/* Gives a packet back to its maker; not from an interrupt. */
static inline void uk_netbuf_release(struct uk_netbuf *packet)
{
	packet->release(packet);
}

/* Free bytes before the data. */
static inline size_t uk_netbuf_headroom(const struct uk_netbuf *piece)
{
	return (size_t)(piece->data - piece->memory);
}

/* Bytes of all pieces. */
static inline size_t uk_netbuf_length(const struct uk_netbuf *packet)
{
	size_t length = 0;

	for (; packet; packet = packet->next)
		length += packet->length;
	return length;
}

#endif /* UK_NETBUF_H */
