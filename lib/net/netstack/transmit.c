/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From lwIP to the device without copying: a packet's pbufs stay owned until the
 * device has sent them. Packets collect in a queue, and go to the device when the
 * lock is given back or a burst of received packets has been answered.
 */
#include "internal.h"

#include <lwip/prot/ethernet.h>
#include <lwip/prot/ip.h>

#include <uk/alloc.h>
#include <uk/string.h>

/* Offsets in a frame (IEEE 802.3; RFC 791, section 3.1; RFC 8200, section 3;
 * RFC 9293, section 3.1; RFC 768)
 */
enum {
	TYPE = 12,
	IP = UK_NETDEV_ETHERNET_HEADER,
	IP4_LENGTH = 20, /* without options */
	IP4_FRAGMENT = IP + 6,
	IP4_PROTOCOL = IP + 9,
	IP4_ADDRESSES = IP + 12,
	IP6_LENGTH = 40,
	IP6_NEXT = IP + 6,
	IP6_ADDRESSES = IP + 8,
	TCP_DATA_OFFSET = 12,
	TCP_LENGTH = 20, /* without options */
	TCP_CHECKSUM = 16,
	UDP_LENGTH = 8,
	UDP_CHECKSUM = 6,
};
#define IP4_FRAGMENT_MASK PP_HTONS(0x3fff) /* more fragments, offset */

u16_t netstack_segment_mss;

static inline uint16_t load16(const uint8_t *at)
{
	uint16_t value;

	__builtin_memcpy(&value, at, sizeof(value));
	return value;
}

static inline uint32_t load32(const uint8_t *at)
{
	uint32_t value;

	__builtin_memcpy(&value, at, sizeof(value));
	return value;
}

static void give_pieces(struct nic *nic, struct uk_netbuf *piece)
{
	while (piece) {
		struct uk_netbuf *next = piece->next;

		uk_pool_give(&nic->tx_pieces, piece);
		piece = next;
	}
}

/* The device has sent it, or it is dropped. */
static void release(struct uk_netbuf *packet)
{
	struct tx_piece *first = UK_CONTAINER_OF(packet, struct tx_piece,
						 netbuf);
	struct nic *nic = first->nic;

	pbuf_free(packet->owner);
	give_pieces(nic, packet);
}

int netstack_transmit_start(struct nic *nic)
{
	const size_t length =
		CONFIG_LIBNETSTACK_TX_PIECES * sizeof(struct tx_piece);
	void *memory = uk_malloc(uk_alloc_default(), length);

	if (!memory)
		return -ENOMEM;
	nic->tx_pieces_most = (unsigned int)uk_pool_init(
		&nic->tx_pieces, memory, length, sizeof(struct tx_piece), 0);
	return 0;
}

/* Its memory may change before the device reads it. */
static inline bool is_volatile(const struct pbuf *p)
{
	return p->type_internal & PBUF_TYPE_FLAG_DATA_VOLATILE;
}

/* The pieces of `p`; NULL if they are too many, or may change, or there is no
 * memory to describe them.
 */
static struct uk_netbuf *describe(struct nic *nic, struct pbuf *p)
{
	unsigned int room = nic->tx_pieces_each;
	struct uk_netbuf *first = NULL;
	struct uk_netbuf **link = &first;

	for (; p; p = p->next) {
		struct tx_piece *piece;
		struct uk_netbuf *netbuf;

		if (!p->len)
			continue;
		piece = !is_volatile(p) && room-- ?
				uk_pool_take(&nic->tx_pieces) :
				NULL;
		if (UK_UNLIKELY(!piece)) {
			*link = NULL;
			give_pieces(nic, first);
			return NULL;
		}
		piece->nic = nic;
		netbuf = &piece->netbuf;
		netbuf->data = p->payload;
		netbuf->length = p->len;
		netbuf->memory = netbuf->data;
		/* what lies between a pbuf and its data is the device's */
		if (p->type_internal & PBUF_TYPE_FLAG_STRUCT_DATA_CONTIGUOUS)
			netbuf->memory =
				(uint8_t *)p +
				LWIP_MEM_ALIGN_SIZE(sizeof(struct pbuf));
		netbuf->size = (uint32_t)(netbuf->data - netbuf->memory) +
			       netbuf->length;
		*link = netbuf;
		link = &netbuf->next;
	}
	*link = NULL;
	return first;
}

/* A ones' complement sum in 16 bits. */
static inline uint16_t fold(uint64_t sum)
{
	sum = (sum >> 32) + (uint32_t)sum;
	sum = (sum >> 32) + (uint32_t)sum;
	sum = (sum >> 16) + (uint16_t)sum;
	return (uint16_t)((sum >> 16) + (uint16_t)sum);
}

/* Where the transport's header begins, and what it is; 0 if its checksum is
 * no matter of the device's.
 */
static unsigned int find_transport(const struct uk_netbuf *packet,
				   uint8_t *protocol, uint64_t *addresses)
{
	const uint8_t *data = packet->data;
	uint16_t type;

	if (packet->length < IP + IP4_LENGTH)
		return 0;
	type = load16(data + TYPE);
	if (type == PP_HTONS(ETHTYPE_IP)) {
		if (load16(data + IP4_FRAGMENT) & IP4_FRAGMENT_MASK)
			return 0;
		*protocol = data[IP4_PROTOCOL];
		*addresses = (uint64_t)load32(data + IP4_ADDRESSES) +
			     load32(data + IP4_ADDRESSES + 4);
		return IP + (data[IP] & 15u) * 4;
	}
	if (type == PP_HTONS(ETHTYPE_IPV6) &&
	    packet->length >= IP + IP6_LENGTH) {
		*protocol = data[IP6_NEXT];
		*addresses = netstack_checksum(data + IP6_ADDRESSES, 32);
		return IP + IP6_LENGTH;
	}
	return 0;
}

/* Leaves the checksum, and the cutting of a large segment, to the device.
 * False if the packet cannot be sent.
 */
static bool offload(struct nic *nic, struct uk_netbuf *packet,
		    unsigned int total, unsigned int mss)
{
	uint8_t *data = packet->data;
	uint8_t protocol = 0;
	uint64_t addresses;
	unsigned int start = find_transport(packet, &protocol, &addresses);
	unsigned int header = protocol == IP_PROTO_TCP ? TCP_LENGTH :
							 UDP_LENGTH;
	uint16_t sum;

	if (!start || start + header > packet->length ||
	    (protocol != IP_PROTO_TCP && protocol != IP_PROTO_UDP))
		return total <= IP + (unsigned int)nic->netif.mtu;

	packet->flags = UK_NETBUF_CHECKSUM_PARTIAL;
	packet->checksum_start = (uint16_t)start;
	packet->checksum_offset = protocol == IP_PROTO_TCP ? TCP_CHECKSUM :
							     UDP_CHECKSUM;
	sum = fold(addresses + PP_HTONS((uint16_t)protocol) +
		   lwip_htons((uint16_t)(total - start)));
	__builtin_memcpy(data + start + packet->checksum_offset, &sum,
			 sizeof(sum));
	if (!mss || protocol != IP_PROTO_TCP)
		return total <= IP + (unsigned int)nic->netif.mtu;

	header = (data[start + TCP_DATA_OFFSET] >> 4) * 4u;
	if (start == IP + IP6_LENGTH && load16(data + TYPE) ==
						PP_HTONS(ETHTYPE_IPV6)) {
		packet->gso = UK_NETBUF_GSO_TCP6;
		if (!nic->tx_large6)
			return false;
	} else {
		packet->gso = UK_NETBUF_GSO_TCP4;
		if (!nic->tx_large4)
			return false;
	}
	packet->gso_size = (uint16_t)mss;
	packet->header_length = (uint16_t)(start + header);
	return packet->header_length <= packet->length;
}

static err_t drop(struct nic *nic)
{
	nic->tx_dropped = true;
	return ERR_MEM;
}

err_t netstack_link_output(struct netif *netif, struct pbuf *p)
{
	struct nic *nic = netstack_nic(netif);
	unsigned int mss = netstack_segment_mss;
	struct uk_netbuf *packet;

	netstack_segment_mss = 0;
	if (UK_UNLIKELY(nic->tx_queued == NIC_QUEUE)) {
		netstack_transmit(nic);
		if (nic->tx_queued == NIC_QUEUE)
			return drop(nic);
	}
	packet = describe(nic, p);
	if (UK_LIKELY(packet)) {
		pbuf_ref(p);
	} else {
		p = pbuf_clone(PBUF_RAW_TX, PBUF_RAM, p);
		if (!p)
			return drop(nic);
		packet = describe(nic, p);
		if (!packet) {
			pbuf_free(p);
			return drop(nic);
		}
	}
	packet->owner = p;
	packet->release = release;
	packet->flags = 0;
	packet->gso = UK_NETBUF_GSO_NONE;
	if (!(netif->chksum_flags & NETIF_CHECKSUM_GEN_TCP) &&
	    UK_UNLIKELY(!offload(nic, packet, p->tot_len, mss))) {
		/* a large segment that had to wait for ARP: TCP repeats it */
		uk_netbuf_release(packet);
		return ERR_BUF;
	}
	nic->tx_queue[nic->tx_queued++] = packet;
	return ERR_OK;
}

/* The first `count` packets have left the queue. */
static void advance(struct nic *nic, unsigned int count)
{
	nic->tx_queued -= count;
	if (UK_UNLIKELY(nic->tx_queued))
		memmove(nic->tx_queue, nic->tx_queue + count,
			nic->tx_queued * sizeof(nic->tx_queue[0]));
}

void netstack_transmit(struct nic *nic)
{
	while (nic->tx_queued) {
		int sent = nic->is_broken ?
				   -EIO :
				   uk_netdev_tx_burst(nic->dev, 0,
						      nic->tx_queue,
						      nic->tx_queued);

		if (UK_UNLIKELY(sent < 0)) {
			if (sent != -EINVAL)
				netstack_nic_broken(nic);
			uk_netbuf_release(nic->tx_queue[0]);
			sent = 1;
		} else if (!sent) {
			/* full: the device will say when it is not */
			netstack_wake();
			return;
		}
		advance(nic, (unsigned int)sent);
	}
}

void netstack_reclaim(struct nic *nic)
{
	if (nic->tx_pieces.available != nic->tx_pieces_most &&
	    !nic->is_broken && uk_netdev_tx_reclaim(nic->dev, 0) < 0)
		netstack_nic_broken(nic);
}
