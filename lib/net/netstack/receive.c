/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the device to lwIP without copying: a buffer that the device has filled
 * becomes a pbuf, which carries the buffer home when its last owner frees it.
 * Those who keep packets cannot starve the device: from some number on
 * they get copies.
 */
#include "internal.h"

#include <netif/ethernet.h>

#include <lwip/ip4.h>
#include <lwip/ip6.h>
#include <lwip/prot/ethernet.h>
#include <lwip/prot/ip.h>

#include <uk/alloc.h>
#include <uk/string.h>

#define LENGTH_MOST 0xffffu /* of a pbuf, and of an IP packet */
#define BURSTS_MOST 4	    /* then others have their turn */

/* Offsets in a frame (IEEE 802.3; RFC 791, section 3.1; RFC 8200, section 3) */
enum {
	TYPE = 12,
	IP4_FRAGMENT = UK_NETDEV_ETHERNET_HEADER + 6,
	IP4_SOURCE = UK_NETDEV_ETHERNET_HEADER + 12,
	IP6_NEXT = UK_NETDEV_ETHERNET_HEADER + 6,
	IP6_SOURCE = UK_NETDEV_ETHERNET_HEADER + 8,
	SHORTEST = UK_NETDEV_ETHERNET_HEADER + 20,
};
#define IP4_FRAGMENT_MASK PP_HTONS(0x3fff) /* more fragments, offset */

bool netstack_multicast_seen;

static inline uint16_t load16(const uint8_t *at)
{
	uint16_t value;

	__builtin_memcpy(&value, at, sizeof(value));
	return value;
}

static inline struct rx_buffer *of_pbuf(struct pbuf *p)
{
	return UK_CONTAINER_OF(p, struct rx_buffer, pbuf.pbuf);
}

static inline struct rx_buffer *of_netbuf(struct uk_netbuf *netbuf)
{
	return UK_CONTAINER_OF(netbuf, struct rx_buffer, netbuf);
}

static inline void put_back(struct nic *nic, struct rx_buffer *buffer)
{
	buffer->pbuf.pbuf.next = nic->rx_free;
	nic->rx_free = &buffer->pbuf.pbuf;
}

/* lwIP: the last owner has freed it; chains come piece by piece. */
static void free_pbuf(struct pbuf *p)
{
	struct rx_buffer *buffer = of_pbuf(p);
	struct nic *nic = buffer->netbuf.owner;

	nic->rx_held--;
	put_back(nic, buffer);
}

/* The device gives it up, or it was copied. */
static void release(struct uk_netbuf *packet)
{
	struct nic *nic = packet->owner;

	while (packet) {
		struct uk_netbuf *next = packet->next;

		put_back(nic, of_netbuf(packet));
		packet = next;
	}
}

int netstack_receive_start(struct nic *nic, unsigned int buffers,
			   uint32_t buffer_size)
{
	struct uk_alloc *a = uk_alloc_default();
	struct rx_buffer *buffer = uk_calloc(a, buffers, sizeof(*buffer));
	uint8_t *memory = uk_memalign(a, 64, (size_t)buffers * buffer_size);

	if (!buffer || !memory) {
		uk_free(a, buffer);
		uk_free(a, memory);
		return -ENOMEM;
	}
	for (unsigned int i = 0; i < buffers; i++, buffer++) {
		buffer->pbuf.custom_free_function = free_pbuf;
		buffer->netbuf.memory = memory + (size_t)i * buffer_size;
		buffer->netbuf.size = buffer_size;
		buffer->netbuf.release = release;
		buffer->netbuf.owner = nic;
		put_back(nic, buffer);
	}
	return 0;
}

unsigned int netstack_take_buffers(void *argument, struct uk_netbuf **buffers,
				   unsigned int count)
{
	struct nic *nic = argument;
	unsigned int taken = 0;

	for (; taken < count && nic->rx_free; taken++) {
		buffers[taken] = &of_pbuf(nic->rx_free)->netbuf;
		nic->rx_free = nic->rx_free->next;
	}
	return taken;
}

/* The pieces of a packet as a chain of pbufs: the same memory. `total` fits. */
static struct pbuf *wrap(struct nic *nic, struct uk_netbuf *packet,
			 uint32_t total)
{
	struct pbuf *first = &of_netbuf(packet)->pbuf.pbuf;

	for (struct uk_netbuf *piece = packet; piece; piece = piece->next) {
		struct pbuf *p = &of_netbuf(piece)->pbuf.pbuf;

		p->next = piece->next ? &of_netbuf(piece->next)->pbuf.pbuf :
					NULL;
		p->payload = piece->data;
		p->tot_len = (uint16_t)total;
		p->len = (uint16_t)piece->length;
		p->type_internal = (uint8_t)PBUF_REF;
		p->flags = PBUF_FLAG_IS_CUSTOM;
		p->ref = 1;
		p->if_idx = NETIF_NO_INDEX;
		total -= piece->length;
		nic->rx_held++;
	}
	return first;
}

/* NULL, and the packet is lost, if there is no memory. */
static struct pbuf *copy(struct uk_netbuf *packet, uint32_t total)
{
	struct pbuf *p = pbuf_alloc(PBUF_RAW, (uint16_t)total, PBUF_RAM);

	if (p) {
		uint8_t *to = p->payload;

		for (struct uk_netbuf *piece = packet; piece;
		     piece = piece->next) {
			__builtin_memcpy(to, piece->data, piece->length);
			to += piece->length;
		}
	}
	uk_netbuf_release(packet);
	return p;
}

/*
 * From outside in our own name (RFC 1122, section 3.2.1.3; RFC 4291, section
 * 2.5.3): an answer would go round in this machine for ever. Neighbour discovery
 * must see such packets, for they show that an address is taken.
 */
static bool is_from_us(const struct nic *nic, const struct uk_netbuf *packet)
{
	const uint8_t *data = packet->data;
	uint16_t type;

	if (packet->length < SHORTEST)
		return false;
	type = load16(data + TYPE);
#if LWIP_IPV4
	if (type == PP_HTONS(ETHTYPE_IP)) {
		uint32_t source;

		__builtin_memcpy(&source, data + IP4_SOURCE, sizeof(source));
		return source == netif_ip4_addr(&nic->netif)->addr && source;
	}
#endif
#if LWIP_IPV6
	if (type == PP_HTONS(ETHTYPE_IPV6) &&
	    data[IP6_NEXT] != IP6_NEXTH_ICMP6 &&
	    packet->length >= UK_NETDEV_ETHERNET_HEADER + IP6_HLEN) {
		for (int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++)
			if (!memcmp(data + IP6_SOURCE,
				    netif_ip6_addr(&nic->netif, i)->addr, 16))
				return true;
	}
#endif
	(void)type;
	(void)nic;
	return false;
}

/* Whether the device knows that the transport's checksum is right. It cannot
 * know it of a fragment, which may come with the flag all the same.
 */
static bool is_verified(const struct uk_netbuf *packet)
{
	const uint8_t *data = packet->data;
	uint16_t type;

	if (!(packet->flags &
	      (UK_NETBUF_CHECKSUM_PARTIAL | UK_NETBUF_CHECKSUM_VALID)) ||
	    packet->length < SHORTEST)
		return false;
	type = load16(data + TYPE);
	if (type == PP_HTONS(ETHTYPE_IP))
		return !(load16(data + IP4_FRAGMENT) & IP4_FRAGMENT_MASK);
	return type == PP_HTONS(ETHTYPE_IPV6) &&
	       (data[IP6_NEXT] == IP_PROTO_TCP ||
		data[IP6_NEXT] == IP_PROTO_UDP);
}

/*
 * A joined packet of 64 KiB is longer than a pbuf can say until its Ethernet
 * header is off, so it goes to IP directly. True if this is one; false if it
 * is just too long.
 */
static bool strip_ethernet(struct uk_netbuf *packet, uint32_t *total,
			   uint16_t *type)
{
	if (packet->length < SHORTEST ||
	    *total > LENGTH_MOST + UK_NETDEV_ETHERNET_HEADER)
		return false;
	*type = load16(packet->data + TYPE);
	packet->data += UK_NETDEV_ETHERNET_HEADER;
	packet->length -= UK_NETDEV_ETHERNET_HEADER;
	*total -= UK_NETDEV_ETHERNET_HEADER;
	return true;
}

static void input_ip(struct nic *nic, struct pbuf *p, uint16_t type)
{
	p->if_idx = netif_get_index(&nic->netif);
#if LWIP_IPV4
	if (type == PP_HTONS(ETHTYPE_IP)) {
		ip4_input(p, &nic->netif);
		return;
	}
#endif
#if LWIP_IPV6
	if (type == PP_HTONS(ETHTYPE_IPV6)) {
		ip6_input(p, &nic->netif);
		return;
	}
#endif
	(void)type;
	pbuf_free(p);
}

static void input(struct nic *nic, struct uk_netbuf *packet)
{
	uint32_t total = (uint32_t)uk_netbuf_length(packet);
	uint16_t type = 0;
	struct pbuf *p;

	netstack_check_checksums(nic, !is_verified(packet));
	netstack_multicast_seen |= packet->data[0] & 1;
	if (UK_UNLIKELY(is_from_us(nic, packet)) ||
	    (UK_UNLIKELY(total > LENGTH_MOST) &&
	     !strip_ethernet(packet, &total, &type))) {
		uk_netbuf_release(packet);
		return;
	}
	p = UK_LIKELY(nic->rx_held < nic->rx_held_most) ?
		    wrap(nic, packet, total) :
		    copy(packet, total);
	if (UK_UNLIKELY(!p))
		return;
	if (UK_UNLIKELY(type))
		input_ip(nic, p, type);
	else
		ethernet_input(p, &nic->netif);
}

bool netstack_receive(struct nic *nic)
{
	struct uk_netbuf *packets[NIC_BURST];
	bool received = false;

	if (nic->is_broken)
		return false;
	for (int i = 0; i < BURSTS_MOST; i++) {
		int count = uk_netdev_rx_burst(nic->dev, 0, packets,
					       NIC_BURST);

		if (UK_UNLIKELY(count < 0)) {
			netstack_nic_broken(nic);
			break;
		}
		for (int j = 0; j < count; j++)
			input(nic, packets[j]);
		received |= count > 0;
		if (count < NIC_BURST)
			break;
		/* answers leave while the next packets are looked at */
		if (nic->tx_queued)
			netstack_transmit(nic);
	}
	return received;
}
