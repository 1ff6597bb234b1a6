/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The header in front of each packet, to and from the device (virtio 1.2 section
 * 5.1.6), and what it means for a packet buffer.
 */
#ifndef UK_VIRTIO_NET_HEADER_H
#define UK_VIRTIO_NET_HEADER_H

#include <uk/netdev.h>

struct uk_virtio_net_header {
	uint8_t flags;
	uint8_t gso_type;
	uint16_t header_length;
	uint16_t gso_size;
	uint16_t checksum_start;
	uint16_t checksum_offset;
	uint16_t buffers; /* received: how many the packet fills */
} __uk_packed __attribute__((may_alias));

/* The same, for those who only look whether there is anything in it. */
struct uk_virtio_net_header_words {
	uint64_t first;
	uint32_t second;
} __uk_packed __attribute__((may_alias));

#define UK_VIRTIO_NET_OFFLOADS 0xffffu /* of the first word: flags, gso_type */
#define UK_VIRTIO_NET_BUFFERS (0xffffu << 16) /* of the second */
#define UK_VIRTIO_NET_ONE_BUFFER (1u << 16)

#define UK_VIRTIO_NET_HEADER_BYTES 12
_Static_assert(sizeof(struct uk_virtio_net_header) == UK_VIRTIO_NET_HEADER_BYTES,
	       "section 5.1.6");
_Static_assert(sizeof(struct uk_virtio_net_header_words) ==
		       UK_VIRTIO_NET_HEADER_BYTES, "the same");
_Static_assert(UK_VIRTIO_NET_HEADER_BYTES <= UK_NETBUF_HEADROOM,
	       "a packet with headroom is sent in one piece");

/* Section 5.1.6: flags, gso_type */
#define UK_VIRTIO_NET_NEEDS_CHECKSUM 1
#define UK_VIRTIO_NET_DATA_VALID 2
#define UK_VIRTIO_NET_GSO_NONE 0

/* header.c: of packets that are to be cut, or were joined; as below */
bool uk_virtio_net_gso_read(const struct uk_virtio_net_header *header,
			 uint32_t offloads, struct uk_netbuf *packet);
int uk_virtio_net_gso_write(struct uk_virtio_net_header *header, uint32_t offloads,
			 const struct uk_netbuf *packet);

/* Whether a 16-bit checksum lies within the first piece. */
static inline bool uk_virtio_net_checksum_fits(const struct uk_netbuf *packet,
					    unsigned int start,
					    unsigned int offset)
{
	return start + offset + 2 <= packet->length;
}

/*
 * What a received header says of `packet`, whose first piece is complete:
 * sets the fields on offloads. False if it breaks a rule: it tells of an
 * offload that is not among `offloads`, or lies about where things are.
 */
static inline bool
uk_virtio_net_header_read(const struct uk_virtio_net_header *header,
		       uint32_t offloads, struct uk_netbuf *packet)
{
	packet->flags = 0;
	packet->gso = UK_NETBUF_GSO_NONE;
	if (header->flags & UK_VIRTIO_NET_NEEDS_CHECKSUM) {
		if (!(offloads & UK_NETDEV_RX_CHECKSUM) ||
		    !uk_virtio_net_checksum_fits(packet, header->checksum_start,
					      header->checksum_offset))
			return false;
		packet->flags = UK_NETBUF_CHECKSUM_PARTIAL;
		packet->checksum_start = header->checksum_start;
		packet->checksum_offset = header->checksum_offset;
	} else if ((header->flags & UK_VIRTIO_NET_DATA_VALID) &&
		   (offloads & UK_NETDEV_RX_CHECKSUM)) {
		packet->flags = UK_NETBUF_CHECKSUM_VALID;
	}
	return header->gso_type == UK_VIRTIO_NET_GSO_NONE ||
	       uk_virtio_net_gso_read(header, offloads, packet);
}

/* The header for a packet to send. 0, or -EINVAL if it asks for what is not
 * among `offloads`, or contradicts itself.
 */
static inline int uk_virtio_net_header_write(struct uk_virtio_net_header *header,
					  uint32_t offloads,
					  const struct uk_netbuf *packet)
{
	struct uk_virtio_net_header_words *words = (void *)header;

	words->first = 0;
	words->second = 0;
	if (packet->flags & UK_NETBUF_CHECKSUM_PARTIAL) {
		if (!(offloads & UK_NETDEV_TX_CHECKSUM) ||
		    !uk_virtio_net_checksum_fits(packet, packet->checksum_start,
					      packet->checksum_offset))
			return -EINVAL;
		header->flags = UK_VIRTIO_NET_NEEDS_CHECKSUM;
		header->checksum_start = packet->checksum_start;
		header->checksum_offset = packet->checksum_offset;
	}
	return packet->gso == UK_NETBUF_GSO_NONE ?
		       0 :
		       uk_virtio_net_gso_write(header, offloads, packet);
}

#endif /* UK_VIRTIO_NET_HEADER_H */
