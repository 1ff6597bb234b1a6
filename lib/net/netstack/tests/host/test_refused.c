/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * News of ports that nobody has, as an honest host sends them, in pieces, cut short, and with each
 * field wrong that must be right.
 */
#include <string.h>

#include <lwip/inet_chksum.h>
#include <lwip/udp.h>

#include <uk/event.h>
#include <uk/test.h>

#include "wire.h"

UK_TESTSUITE(netstack_refused, "ICMP about ports that nobody has");

#define LOCAL 4000
#define REMOTE 7

static struct udp_pcb *told;
static unsigned int times;

static void tell(void *pcb)
{
	told = pcb;
	times++;
}
UK_EVENT_HANDLER(uk_event_netstack_refused, tell);

/* Sockets of each family, connected to the wire's other end; and one that is not connected. */
static struct udp_pcb *pcb4, *pcb6, *other;

static void boot(void)
{
	ip_addr_t to4 = IPADDR4_INIT_BYTES(10, 0, 0, 2), to6;

	times = 0;
	told = NULL;
	if (pcb4)
		return;
	wire_start("10.0.0.1/24,gw=10.0.0.2,fd00::1/64", "10.0.1.1/24");
	wire_run(3000, NULL); /* duplicate address detection */
	netstack_parse_ip("fd00::2", &to6);
	other = udp_new_ip_type(IPADDR_TYPE_V4);
	udp_bind(other, IP4_ADDR_ANY, LOCAL + 1);
	pcb4 = udp_new_ip_type(IPADDR_TYPE_V4);
	udp_bind(pcb4, IP4_ADDR_ANY, LOCAL);
	udp_connect(pcb4, &to4, REMOTE);
	pcb6 = udp_new_ip_type(IPADDR_TYPE_V6);
	udp_bind(pcb6, IP6_ADDR_ANY, LOCAL);
	udp_connect(pcb6, &to6, REMOTE);
}

enum { FRAME4 = 14 + 20 + 8 + 20 + 8, FRAME6 = 14 + 40 + 8 + 40 + 8 };

/* From 10.0.0.2, about a datagram from 10.0.0.1 */
static void make4(uint8_t *frame)
{
	static const uint8_t start[FRAME4] = {
		2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0,
		/* IP */
		0x45, 0, 0, FRAME4 - 14, 0, 0, 0, 0, 64, 1, 0, 0,
		10, 0, 0, 2, 10, 0, 0, 1,
		/* ICMP */
		3, 3, 0, 0, 0, 0, 0, 0,
		/* what was sent */
		0x45, 0, 0, 29, 0, 0, 0, 0, 64, 17, 0, 0,
		10, 0, 0, 1, 10, 0, 0, 2,
		LOCAL >> 8, LOCAL & 255, 0, REMOTE, 0, 9, 0, 0,
	};

	memcpy(frame, start, FRAME4);
}

static void sum4(uint8_t *frame, size_t length)
{
	u16_t sum;

	frame[17] = (uint8_t)(length - 14);
	memset(frame + 24, 0, 2);
	sum = inet_chksum(frame + 14, 20);
	memcpy(frame + 24, &sum, 2);
	memset(frame + 36, 0, 2);
	sum = inet_chksum(frame + 34, (u16_t)(length - 34));
	memcpy(frame + 36, &sum, 2);
}

static unsigned int inject(const uint8_t *frame, size_t length, size_t piece)
{
	times = 0;
	wire_inject(frame, length, 0, piece);
	wire_run(2, NULL);
	return times;
}

UK_TEST(netstack_refused, ipv4)
{
	uint8_t frame[FRAME4];

	boot();
	make4(frame);
	sum4(frame, FRAME4);
	UK_EXPECT_EQ(inject(frame, FRAME4, FRAME4), 1);
	UK_EXPECT(told == pcb4);
	UK_EXPECT_EQ(inject(frame, FRAME4, 50), 0);
	frame[36] ^= 1;
	UK_EXPECT_EQ(inject(frame, FRAME4, FRAME4), 0);
}

UK_TEST(netstack_refused, every_byte_that_matters)
{
	/* type and code; length, offset, protocol, addresses, ports: all are to be as they are */
	static const uint8_t places[] = { 34, 35, 42, 48, 49, 51, 54, 57, 58, 61,
					  62, 63, 64, 65 };
	uint8_t frame[FRAME4];

	boot();
	for (size_t i = 0; i < sizeof(places); i++) {
		make4(frame);
		frame[places[i]] ^= 1;
		sum4(frame, FRAME4);
		UK_EXPECT_EQ(inject(frame, FRAME4, FRAME4), 0);
	}
	/* about who is not connected */
	make4(frame);
	frame[63]++;
	sum4(frame, FRAME4);
	UK_EXPECT_EQ(inject(frame, FRAME4, FRAME4), 0);
}

UK_TEST(netstack_refused, cut_short)
{
	uint8_t frame[FRAME4];

	boot();
	for (size_t length = 14 + 20; length < FRAME4; length++) {
		make4(frame);
		sum4(frame, length);
		/* the ports are enough */
		UK_EXPECT_EQ(inject(frame, length, length),
			     length >= FRAME4 - 4);
	}
	for (unsigned int words = 0; words < 16; words++) {
		make4(frame);
		frame[42] = (uint8_t)(0x40 | words);
		sum4(frame, FRAME4);
		UK_EXPECT_EQ(inject(frame, FRAME4, FRAME4), words == 5);
	}
}

UK_TEST(netstack_refused, ipv6)
{
	static const uint8_t ours[16] = { [0] = 0xfd, [15] = 1 };
	static const uint8_t theirs[16] = { [0] = 0xfd, [15] = 2 };
	static const uint8_t ports[] = { LOCAL >> 8, LOCAL & 255, 0, REMOTE };
	uint8_t frame[FRAME6] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2,
				  0x86, 0xdd };
	uint8_t *ip = frame + 14, *icmp = ip + 40, *quote = icmp + 8;

	boot();
	ip[0] = quote[0] = 0x60;
	ip[5] = FRAME6 - 14 - 40;
	ip[6] = 58;
	ip[7] = quote[7] = 64;
	memcpy(ip + 8, theirs, 16);
	memcpy(ip + 24, ours, 16);
	icmp[0] = 1;
	icmp[1] = 4;
	quote[6] = 17;
	memcpy(quote + 8, ours, 16);
	memcpy(quote + 24, theirs, 16);
	memcpy(quote + 40, ports, 4);
	wire_fill_icmp6(frame, FRAME6);
	UK_EXPECT_EQ(inject(frame, FRAME6, FRAME6), 1);
	UK_EXPECT(told == pcb6);
	UK_EXPECT_EQ(inject(frame, FRAME6, 80), 0);
	frame[57] ^= 1; /* the sum */
	UK_EXPECT_EQ(inject(frame, FRAME6, FRAME6), 0);
	quote[6] = 6;
	wire_fill_icmp6(frame, FRAME6);
	UK_EXPECT_EQ(inject(frame, FRAME6, FRAME6), 0);
}
