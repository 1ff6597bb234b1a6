/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Segmentation, as the device's header and as a packet buffer say it.
 */
#include <uk/virtio_net_header.h>

/* Section 5.1.6: gso_type */
#define GSO_TCPV4 1
#define GSO_TCPV6 4

/* RFC 9293 section 3.1 */
#define TCP_DATA_OFFSET 12
#define TCP_CHECKSUM 16
#define TCP_HEADER_LEAST 20

/*
 * Finds the end of the TCP header by itself: the device's own word on it is but a
 * hint (section 5.1.6.4.2).
 */
bool uk_virtio_net_gso_read(const struct uk_virtio_net_header *header,
			 uint32_t offloads, struct uk_netbuf *packet)
{
	unsigned int start = header->checksum_start, tcp_length;

	if (header->gso_type == GSO_TCPV4 && (offloads & UK_NETDEV_RX_LARGE4))
		packet->gso = UK_NETBUF_GSO_TCP4;
	else if (header->gso_type == GSO_TCPV6 &&
		 (offloads & UK_NETDEV_RX_LARGE6))
		packet->gso = UK_NETBUF_GSO_TCP6;
	else
		return false;
	if (!(packet->flags & UK_NETBUF_CHECKSUM_PARTIAL) ||
	    header->checksum_offset != TCP_CHECKSUM || !header->gso_size ||
	    start + TCP_HEADER_LEAST > packet->length)
		return false;
	tcp_length = packet->data[start + TCP_DATA_OFFSET] / 16 * 4;
	if (tcp_length < TCP_HEADER_LEAST ||
	    start + tcp_length > packet->length)
		return false;
	packet->gso_size = header->gso_size;
	packet->header_length = (uint16_t)(start + tcp_length);
	return true;
}

int uk_virtio_net_gso_write(struct uk_virtio_net_header *header, uint32_t offloads,
			 const struct uk_netbuf *packet)
{
	if (packet->gso == UK_NETBUF_GSO_TCP4 && (offloads & UK_NETDEV_TX_TSO4))
		header->gso_type = GSO_TCPV4;
	else if (packet->gso == UK_NETBUF_GSO_TCP6 &&
		 (offloads & UK_NETDEV_TX_TSO6))
		header->gso_type = GSO_TCPV6;
	else
		return -EINVAL;
	if (!header->flags || !packet->gso_size ||
	    packet->header_length > packet->length ||
	    packet->header_length <
		    packet->checksum_start + TCP_HEADER_LEAST)
		return -EINVAL;
	header->gso_size = packet->gso_size;
	header->header_length = packet->header_length;
	return 0;
}
