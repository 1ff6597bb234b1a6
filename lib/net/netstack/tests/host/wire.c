/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The wire: completes checksums and cuts large segments as a card does, checks
 * what it is given, sends it back, and misbehaves.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uk/init.h>
#include <uk/param.h>
#include <uk/time.h>

#include "card.h"

struct wire wire;

static unsigned int chance(void)
{
	static uint32_t state = 2463534242u;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % 1000;
}

static void broken(const char *rule)
{
	wire.errors++;
	fprintf(stderr, "wire: %s\n", rule);
}

static uint16_t get16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static void put16(uint8_t *at, unsigned int value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static uint32_t get32(const uint8_t *at)
{
	return (uint32_t)get16(at) << 16 | get16(at + 2);
}

static void put32(uint8_t *at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value & 0xffff);
}

static bool is_ip4(const uint8_t *frame)
{
	return get16(frame + 12) == 0x0800;
}

/* Exchanges the addresses, of which one is ours. */
static void turn_round(uint8_t *frame, size_t length)
{
	uint8_t address[16];
	size_t size = is_ip4(frame) ? 4 : 16;
	uint8_t *from = frame + ETHERNET + (size == 4 ? 12 : 8);

	if ((size == 16 && get16(frame + 12) != 0x86dd) ||
	    length < ETHERNET + 20)
		return;
	memcpy(address, from, size);
	memcpy(from, from + size, size);
	memcpy(from + size, address, size);
}

static uint16_t sum_of(const uint8_t *data, size_t length)
{
	uint32_t sum = 0;

	for (size_t i = 0; i + 1 < length; i += 2)
		sum += get16(data + i);
	if (length & 1)
		sum += (uint32_t)data[length - 1] << 8;
	while (sum >> 16)
		sum = (sum >> 16) + (sum & 0xffff);
	return (uint16_t)sum;
}

/* The device's part of a checksum: [start, length) into `offset`. */
static void complete(uint8_t *frame, size_t length, size_t start, size_t offset)
{
	uint16_t sum = (uint16_t)~sum_of(frame + start, length - start);

	put16(frame + start + offset, sum ? sum : 0xffff);
}

void wire_fill_icmp6(uint8_t *frame, size_t length)
{
	uint8_t *icmp = frame + ETHERNET + 40;
	uint32_t pseudo = sum_of(frame + ETHERNET + 8, 32) + 58u +
			  (uint32_t)(length - ETHERNET - 40);

	put16(icmp + 2, (pseudo >> 16) + (pseudo & 0xffff));
	complete(frame, length, ETHERNET + 40, 2);
}

/* ARP (RFC 826) for 10.0.0.2, neighbour discovery (RFC 4861) for fd00::2: an
 * answer in place of the question. False if it is none.
 */
static bool answer(struct card *card, uint8_t *frame, size_t length)
{
	static const uint8_t other[] = { 2, 0, 0, 0, 0, 2 };

	memcpy(frame, card->dev.info.mac, 6);
	memcpy(frame + 6, other, 6);
	if (get16(frame + 12) == 0x0806 && length >= 42) {
		uint8_t *arp = frame + ETHERNET;
		uint8_t asked[4];

		memcpy(asked, arp + 24, 4);
		arp[7] = 2;
		memcpy(arp + 18, arp + 8, 10);
		memcpy(arp + 8, other, 6);
		memcpy(arp + 14, asked, 4);
		return asked[3] == 2;
	}
	if (get16(frame + 12) == 0x86dd && frame[ETHERNET + 6] == 58) {
		uint8_t *ip = frame + ETHERNET;
		uint8_t *icmp = ip + 40;
		uint8_t target[16];

		if (icmp[0] != 135 || icmp[23] != 2)
			return false;
		memcpy(target, icmp + 8, 16);
		memcpy(ip + 24, ip + 8, 16);
		memcpy(ip + 8, target, 16);
		icmp[0] = 136;
		put32(icmp + 4, 0x60000000);
		icmp[24] = 2;
		icmp[25] = 1;
		memcpy(icmp + 26, other, 6);
		put16(ip + 4, 32);
		wire_fill_icmp6(frame, ETHERNET + 40 + 32);
		return true;
	}
	return false;
}

static void send_on(struct card *card, const uint8_t *frame, size_t length,
		    uint8_t flags, size_t piece, uint64_t at)
{
	struct frame *entry = &card->under_way[card->under_way_count];

	if (card->under_way_count == UNDER_WAY_MOST)
		return;
	card->under_way_count++;
	*entry = (struct frame){ .at = at, .flags = flags, .length = length,
				 .piece = piece, .data = malloc(length) };
	memcpy(entry->data, frame, length);
}

void wire_inject(const uint8_t *frame, size_t length, uint8_t flags,
		 size_t piece)
{
	send_on(&wire_cards[0], frame, length, flags, piece, machine_time);
}

/* A receiver with little room, and always another: the window field (not
 * scaled) is made smaller at random, with a right checksum.
 */
static void narrow(uint8_t *frame, size_t length)
{
	size_t tcp = ETHERNET + (is_ip4(frame) ? 20 : 40);
	uint8_t protocol = frame[ETHERNET + (is_ip4(frame) ? 9 : 6)];
	uint32_t sum;
	uint16_t window;

	if (!wire.window || protocol != 6 || length < tcp + 20 ||
	    (frame[tcp + 13] & 2))
		return;
	window = get16(frame + tcp + 14);
	sum = (uint16_t)~get16(frame + tcp + 16) + (uint32_t)(uint16_t)~window;
	window = UK_MIN(window, (uint16_t)(wire.window * chance() / 1000));
	put16(frame + tcp + 14, window);
	sum += window;
	while (sum >> 16)
		sum = (sum >> 16) + (sum & 0xffff);
	put16(frame + tcp + 16, (uint16_t)~sum);
}

/* One packet that may travel. */
static void travel(struct card *card, uint8_t *frame, size_t length)
{
	uint64_t at = machine_time + UK_TIME_MILLISECOND;
	bool is_ip = is_ip4(frame) || get16(frame + 12) == 0x86dd;

	wire.packets++;
	wire.longest = UK_MAX(wire.longest, (unsigned int)length);
	if (length > MTU + ETHERNET)
		broken("a frame is longer than the MTU");
	if (!is_ip || (!is_ip4(frame) && frame[ETHERNET + 6] == 58)) {
		if (answer(card, frame, length))
			send_on(card, frame, length, 0, length, at);
		return;
	}
	turn_round(frame, length);
	memcpy(frame, card->dev.info.mac, 6);
	narrow(frame, length);
	if (chance() < wire.lose) {
		wire.lost++;
		return;
	}
	if (chance() < wire.delay)
		at += (1 + chance() % 20) * UK_TIME_MILLISECOND;
	send_on(card, frame, length, 0, 700, at);
	if (chance() < wire.twice)
		send_on(card, frame, length, 0, 700, at + UK_TIME_MILLISECOND);
}

/* What a card makes of a large segment: see uk/netdev.h. */
static void cut(struct card *card, uint8_t *frame, size_t length,
		const struct uk_netbuf *packet)
{
	size_t header = packet->header_length;
	size_t tcp = packet->checksum_start;
	uint32_t sequence = get32(frame + tcp + 4);
	uint8_t flags = frame[tcp + 13];
	/* of the pseudo header, with the whole's length */
	uint16_t pseudo = get16(frame + tcp + 16);

	wire.large++;
	if (header != tcp + (size_t)(frame[tcp + 12] >> 4) * 4)
		broken("the header's length is wrong");
	if (packet->gso_size < 64 || packet->gso_size > MTU)
		broken("the segment size is wrong");
	for (size_t at = header; at < length; at += packet->gso_size) {
		size_t size = UK_MIN(length - at, (size_t)packet->gso_size);
		uint8_t part[ETHERNET + MTU + 64];
		bool is_last = at + size == length;
		uint32_t sum = pseudo;

		memcpy(part, frame, header);
		memcpy(part + header, frame + at, size);
		put32(part + tcp + 4, sequence + (uint32_t)(at - header));
		part[tcp + 13] = is_last ? flags : flags & ~(uint8_t)9;
		/* take the whole's length out, put this one's in */
		sum += (uint16_t)~(length - tcp);
		sum += (uint32_t)(header - tcp + size);
		while (sum >> 16)
			sum = (sum >> 16) + (sum & 0xffff);
		put16(part + tcp + 16, sum);
		complete(part, header + size, tcp, 16);
		if (is_ip4(part)) {
			put16(part + ETHERNET + 2, (unsigned int)(header + size - ETHERNET));
			put16(part + ETHERNET + 10, 0);
			put16(part + ETHERNET + 10,
			      (uint16_t)~sum_of(part + ETHERNET, 20));
		} else {
			put16(part + ETHERNET + 4,
			      (unsigned int)(header + size - ETHERNET - 40));
		}
		travel(card, part, header + size);
	}
}

void wire_transmit(struct card *card, const struct uk_netbuf *packet)
{
	bool offloads = card->dev.info.offloads & UK_NETDEV_TX_CHECKSUM;
	static uint8_t frame[70000];
	size_t length = 0;
	unsigned int pieces = 0;

	for (const struct uk_netbuf *piece = packet; piece; piece = piece->next) {
		if (!piece->length || ++pieces > NIC_PIECES)
			broken("a packet's pieces are wrong");
		if (piece->data < piece->memory ||
		    piece->data + piece->length > piece->memory + piece->size)
			broken("a piece lies outside of its memory");
		memcpy(frame + length, piece->data, piece->length);
		length += piece->length;
	}
	if (uk_netbuf_headroom(packet) >= UK_NETBUF_HEADROOM)
		memset(packet->memory, 0xee, UK_NETBUF_HEADROOM);
	if (packet->gso) {
		if (!offloads || !(packet->flags & UK_NETBUF_CHECKSUM_PARTIAL))
			broken("a large segment that nobody offered to cut");
		cut(card, frame, length, packet);
		return;
	}
	if (packet->flags & UK_NETBUF_CHECKSUM_PARTIAL) {
		if (!offloads)
			broken("a checksum that nobody offered to complete");
		complete(frame, length, packet->checksum_start,
			 packet->checksum_offset);
	}
	travel(card, frame, length);
}

bool wire_run(unsigned int milliseconds, bool (*done)(void))
{
	uint64_t end = machine_time + milliseconds * UK_TIME_MILLISECOND;

	while (machine_time < end) {
		while (uk_netstack_poll())
			if (done && done())
				return true;
		if (done && done())
			return true;
		machine_time += UK_TIME_MILLISECOND / 4;
	}
	return false;
}

void wire_start(const char *settings0, const char *settings1)
{
	card_add(0, UK_NETDEV_RX_CHAIN | UK_NETDEV_TX_CHECKSUM |
			    UK_NETDEV_TX_TSO4 | UK_NETDEV_TX_TSO6 |
			    UK_NETDEV_RX_CHECKSUM | UK_NETDEV_RX_LARGE4 |
			    UK_NETDEV_RX_LARGE6);
	card_add(1, UK_NETDEV_RX_CHAIN);
	UK_TABLE_FOR_EACH (uk_params, parameter)
		if (!strcmp(parameter->name, "eth0"))
			*(const char **)parameter->value = settings0;
		else if (!strcmp(parameter->name, "eth1"))
			*(const char **)parameter->value = settings1;
	UK_TABLE_FOR_EACH (uk_init_library, init)
		if (init->init())
			abort();
}
