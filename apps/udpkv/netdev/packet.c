/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Frames in, answers out. Each check is what a specification demands before the field is
 * used; what fails one is dropped in silence, as hosts do.
 */
#include "packet.h"

#define BE16(value) ((uint16_t)__builtin_bswap16(value))

/* IEEE 802.3 section 3.1.1 */
struct ethernet {
	uint8_t to[6], from[6];
	uint16_t type;
} __attribute__((packed));

#define TYPE_IP BE16(0x0800)
#define TYPE_ARP BE16(0x0806)

/* RFC 826 */
struct arp {
	struct ethernet ethernet;
	uint16_t hardware, protocol;
	uint8_t hardware_length, protocol_length;
	uint16_t operation;
	uint8_t from_mac[6];
	uint32_t from_ip;
	uint8_t to_mac[6];
	uint32_t to_ip;
} __attribute__((packed));

/* RFC 791 section 3.1, with as much as is in each of our answers */
struct ip {
	struct ethernet ethernet;
	uint8_t version; /* and the header's length, in words of 4 bytes */
	uint8_t service;
	uint16_t length, identification, fragment;
	uint8_t time_to_live, protocol;
	uint16_t checksum;
	uint32_t from, to;
	uint8_t payload[];
} __attribute__((packed));

#define IP_BYTES 20
#define NO_FRAGMENTS BE16(0x4000)
#define FRAGMENT BE16(0x3fff) /* more fragments, or an offset */
#define TIME_TO_LIVE 64
#define PROTOCOL_ICMP 1
#define PROTOCOL_UDP 17

/* RFC 768 */
struct udp {
	uint16_t from, to, length, checksum;
	uint8_t payload[];
} __attribute__((packed));

/* RFC 792 */
struct icmp {
	uint8_t type, code;
	uint16_t checksum;
	uint16_t identifier, sequence;
} __attribute__((packed));

#define ICMP_ECHO 8
#define ICMP_ECHO_REPLY 0

_Static_assert(sizeof(struct ip) + sizeof(struct udp) == PACKET_PAYLOAD_AT,
	       "headers");

/*
 * RFC 1071: sums of 16-bit words, in one's complement, are sums modulo 65535; so
 * those of wider words are as good, and sums of sums. None here is ever 0.
 */
static inline uint64_t add(uint64_t a, uint64_t b)
{
	uint64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? sum + 1 : sum;
}

static inline uint64_t add_word(uint64_t sum, const uint8_t *at)
{
	uint64_t word;

	__builtin_memcpy(&word, at, 8);
	return add(sum, word);
}

static uint64_t sum_of(const uint8_t *bytes, size_t length)
{
	uint64_t sum = 0, word = 0;

	for (; length >= 32; bytes += 32, length -= 32) {
		sum = add_word(sum, bytes);
		sum = add_word(sum, bytes + 8);
		sum = add_word(sum, bytes + 16);
		sum = add_word(sum, bytes + 24);
	}
	for (; length >= 8; bytes += 8, length -= 8)
		sum = add_word(sum, bytes);
	if (length >= 4) {
		uint32_t half;

		__builtin_memcpy(&half, bytes, 4);
		sum = add(sum, half);
		bytes += 4;
		length -= 4;
	}
	/* the last 0 to 3 bytes, as if there were zeroes behind them */
	while (length--)
		word = word << 8 | bytes[length];
	return add(sum, word);
}

/* One without options: two and a half words */
static inline uint64_t sum_of_header(const struct ip *ip)
{
	return add(add_word(add_word(0, &ip->version), &ip->time_to_live),
		   ip->to);
}

/* Of what includes its own checksum */
static inline bool is_good(uint64_t sum)
{
	return sum % 0xffff == 0;
}

/* Never 0, which for UDP means that there is none */
static inline uint16_t checksum_of(uint64_t sum)
{
	return (uint16_t)(0xffff - sum % 0xffff);
}

/* RFC 768: addresses, protocol, length */
static inline uint64_t pseudo_header(const struct ip *ip, uint16_t length)
{
	return (uint64_t)ip->from + ip->to +
	       ((uint32_t)PROTOCOL_UDP << 8) + BE16(length);
}

static void copy_mac(uint8_t *to, const uint8_t *from)
{
	__builtin_memcpy(to, from, 4);
	__builtin_memcpy(to + 4, from + 4, 2);
}

static bool same_mac(const uint8_t *a, const uint8_t *b)
{
	uint32_t head[2];
	uint16_t tail[2];

	__builtin_memcpy(&head[0], a, 4);
	__builtin_memcpy(&head[1], b, 4);
	__builtin_memcpy(&tail[0], a + 4, 2);
	__builtin_memcpy(&tail[1], b + 4, 2);
	return head[0] == head[1] && tail[0] == tail[1];
}

static void turn_around(const struct packet_host *host,
			struct ethernet *ethernet)
{
	copy_mac(ethernet->to, ethernet->from);
	copy_mac(ethernet->from, host->mac);
}

static size_t answer_arp(const struct packet_host *host, struct arp *arp,
			 size_t length)
{
	if (length < sizeof(*arp) || arp->hardware != BE16(1) ||
	    arp->protocol != TYPE_IP || arp->hardware_length != 6 ||
	    arp->protocol_length != 4 || arp->operation != BE16(1) ||
	    arp->to_ip != host->ip || (arp->from_mac[0] & 1))
		return 0;
	turn_around(host, &arp->ethernet);
	arp->operation = BE16(2);
	copy_mac(arp->to_mac, arp->from_mac);
	copy_mac(arp->from_mac, host->mac);
	arp->to_ip = arp->from_ip;
	arp->from_ip = host->ip;
	return sizeof(*arp);
}

/* The headers of an answer with `length` bytes behind the IP header */
static inline size_t answer_ip(const struct packet_host *host, struct ip *ip,
			       uint16_t length)
{
	const uint16_t first = 4 << 4 | IP_BYTES / 4;
	const uint16_t life = (uint16_t)(ip->protocol << 8 | TIME_TO_LIVE);
	uint16_t total = BE16(length + IP_BYTES);
	uint32_t to = ip->from;

	turn_around(host, &ip->ethernet);
	ip->version = (uint8_t)first;
	ip->service = 0;
	ip->length = total;
	ip->identification = 0; /* RFC 6864 section 4.1 */
	ip->fragment = NO_FRAGMENTS;
	ip->time_to_live = TIME_TO_LIVE;
	ip->checksum = checksum_of((uint64_t)first + total + NO_FRAGMENTS +
				   life + host->ip + to);
	ip->from = host->ip;
	ip->to = to;
	return sizeof(*ip) + length;
}

/* Echoes. With options in the request, what follows them moves up. */
static size_t answer_icmp(const struct packet_host *host, struct ip *ip,
			  const uint8_t *message, size_t length)
{
	struct icmp *icmp = (struct icmp *)ip->payload;

	if (length < sizeof(*icmp) || message[0] != ICMP_ECHO || message[1] ||
	    !is_good(sum_of(message, length)))
		return 0;
	if (message != ip->payload)
		__builtin_memmove(ip->payload, message, length);
	icmp->type = ICMP_ECHO_REPLY;
	icmp->checksum = 0;
	icmp->checksum = checksum_of(sum_of(ip->payload, length));
	return answer_ip(host, ip, (uint16_t)length);
}

/*
 * A datagram from our own port is another server's answer, or is meant to set two
 * servers talking to each other for good.
 */
static inline size_t answer_udp(const struct packet_host *host,
				struct uk_netbuf *packet, bool checked,
				struct ip *ip, const struct udp *request,
				size_t most)
{
	struct udp *answer = (struct udp *)ip->payload;
	uint16_t port, length;
	uint64_t pseudo;
	size_t bytes;

	if (most < sizeof(*request))
		return 0;
	length = BE16(request->length);
	port = request->from; /* the answer may lie over it */
	if (length < sizeof(*request) || length > most ||
	    request->to != host->port || port == host->port || port == 0)
		return 0;
	if (!checked && request->checksum &&
	    !is_good(add(pseudo_header(ip, length),
			 sum_of((const uint8_t *)request, length))))
		return 0;
	bytes = host->serve(host->argument, request->payload,
			    length - sizeof(*request), answer->payload);
	length = (uint16_t)(bytes + sizeof(*answer));
	pseudo = pseudo_header(ip, length); /* the same both ways */
	answer->from = host->port;
	answer->to = port;
	answer->length = BE16(length);
	if (host->offload) {
		packet->flags = UK_NETBUF_CHECKSUM_PARTIAL;
		packet->checksum_start = sizeof(*ip);
		packet->checksum_offset = offsetof(struct udp, checksum);
		answer->checksum = (uint16_t)~checksum_of(pseudo);
	} else {
		answer->checksum = 0;
		answer->checksum = checksum_of(
			add(pseudo, sum_of(ip->payload, length)));
	}
	return answer_ip(host, ip, length);
}

/* Addresses that nobody can be answered at (RFC 1122 section 3.2.1.3): this
 * network's 0.x, and from 224.0.0.0 on groups and broadcasts.
 */
static bool is_host(uint32_t ip)
{
	uint8_t first = (uint8_t)ip;

	return first != 0 && first < 224 && first != 127;
}

static inline bool is_ip_for(const struct packet_host *host,
			     const struct ip *ip, size_t length)
{
	size_t header = (ip->version & 15) * 4u;
	size_t total = BE16(ip->length);

	return ip->version >> 4 == 4 && header >= IP_BYTES &&
	       total >= header && total <= length &&
	       !(ip->fragment & FRAGMENT) && ip->to == host->ip &&
	       ip->from != host->ip && is_host(ip->from) &&
	       is_good(header == IP_BYTES ? sum_of_header(ip) :
					    sum_of(&ip->version, header));
}

static inline size_t answer(const struct packet_host *host,
			    struct uk_netbuf *packet)
{
	struct ip *ip = (struct ip *)packet->data;
	size_t length = packet->length, header;
	bool checked = packet->flags; /* good, in whatever way */
	const uint8_t *payload;

	packet->flags = 0;
	if (length < sizeof(struct ethernet))
		return 0;
	if (ip->ethernet.type == TYPE_ARP)
		return answer_arp(host, (struct arp *)ip, length);
	if (ip->ethernet.type != TYPE_IP || length < sizeof(*ip) ||
	    !same_mac(ip->ethernet.to, host->mac) ||
	    !is_ip_for(host, ip, length - sizeof(struct ethernet)))
		return 0;
	header = (ip->version & 15) * 4u;
	payload = &ip->version + header;
	length = BE16(ip->length) - header;
	if (ip->protocol == PROTOCOL_UDP)
		return answer_udp(host, packet, checked, ip,
				  (const struct udp *)payload, length);
	if (ip->protocol == PROTOCOL_ICMP)
		return answer_icmp(host, ip, payload, length);
	return 0;
}

bool packet_answer(const struct packet_host *host, struct uk_netbuf *packet)
{
	size_t length = answer(host, packet);

	packet->length = (uint32_t)length;
	return length != 0;
}

uint32_t packet_address(const char *text)
{
	uint32_t address = 0;

	for (unsigned int i = 0; i < 4; i++, text++) {
		unsigned int value = 0, digits = 0;

		for (; *text >= '0' && *text <= '9' && digits < 4; digits++)
			value = value * 10 + (unsigned int)(*text++ - '0');
		if (digits == 0 || value > 255 || *text != (i < 3 ? '.' : 0))
			return 0;
		address |= (uint32_t)value << (8 * i);
	}
	return is_host(address) ? address : 0;
}
