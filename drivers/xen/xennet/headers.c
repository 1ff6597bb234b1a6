/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where a packet's transport header begins: the backend says that a checksum is blank, not
 * where it is.
 */
#include "xennet.h"

#define ETHERNET UK_NETDEV_ETHERNET_HEADER
#define TYPE_AT 12
#define TYPE_IP4 0x0800
#define TYPE_IP6 0x86dd
#define IP4_LEAST 20 /* RFC 791 section 3.1 */
#define IP4_PROTOCOL_AT 9
#define IP6_LENGTH 40 /* RFC 8200 section 3 */
#define IP6_NEXT_AT 6
#define TCP 6
#define UDP 17
#define TCP_CHECKSUM 16 /* RFC 9293 section 3.1 */
#define TCP_DATA_OFFSET 12
#define TCP_LEAST 20
#define UDP_CHECKSUM 6 /* RFC 768 */
#define UDP_LENGTH 8

static unsigned int transport(const struct uk_netbuf *packet,
			      unsigned int *protocol)
{
	const uint8_t *data = packet->data;
	unsigned int type, header;

	if (packet->length < ETHERNET + IP4_LEAST)
		return 0;
	type = data[TYPE_AT] << 8 | data[TYPE_AT + 1];
	if (type == TYPE_IP4) {
		header = (data[ETHERNET] & 15u) * 4;
		*protocol = data[ETHERNET + IP4_PROTOCOL_AT];
		return header < IP4_LEAST ? 0 : ETHERNET + header;
	}
	if (type != TYPE_IP6 || packet->length < ETHERNET + IP6_LENGTH)
		return 0;
	*protocol = data[ETHERNET + IP6_NEXT_AT];
	return ETHERNET + IP6_LENGTH;
}

static bool is_of_kind(const struct uk_netbuf *packet, unsigned int protocol)
{
	bool is_ip6 = packet->gso == UK_NETBUF_GSO_TCP6;

	return packet->gso == UK_NETBUF_GSO_NONE ||
	       (protocol == TCP &&
		is_ip6 == (packet->data[TYPE_AT] == TYPE_IP6 >> 8));
}

bool xennet_headers(struct uk_netbuf *packet)
{
	unsigned int protocol = 0;
	unsigned int start = transport(packet, &protocol);
	unsigned int tcp;

	if (!start || !is_of_kind(packet, protocol))
		return false;
	packet->checksum_start = (uint16_t)start;
	if (protocol == UDP) {
		packet->checksum_offset = UDP_CHECKSUM;
		packet->header_length = (uint16_t)(start + UDP_LENGTH);
		return packet->header_length <= packet->length;
	}
	if (protocol != TCP || start + TCP_LEAST > packet->length)
		return false;
	tcp = packet->data[start + TCP_DATA_OFFSET] / 16 * 4;
	packet->checksum_offset = TCP_CHECKSUM;
	packet->header_length = (uint16_t)(start + tcp);
	return tcp >= TCP_LEAST && start + tcp <= packet->length;
}
