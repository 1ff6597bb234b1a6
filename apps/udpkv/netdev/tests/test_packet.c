/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the store without a network stack answers, and what it does not: frames built
 * here byte by byte, and their checksums summed in the plainest way.
 */
#include <string.h>
#include <uk/test.h>

#include "../../protocol.h"
#include "../packet.h"

UK_TESTSUITE(udpkv_packet, "udpkv: frames");

static uint8_t frame[2048];
static size_t length;
static struct uk_netbuf packet; /* as it was left by the last answer */

static const uint8_t ours[6] = { 2, 0, 0, 0, 0, 1 };
static const uint8_t peer[6] = { 2, 0, 0, 0, 0, 2 };

/* Says what it was asked, between < and >. */
static size_t serve(void *argument, const uint8_t *request, size_t bytes,
		    uint8_t *answer)
{
	*(unsigned int *)argument += 1;
	memmove(answer + 1, request, bytes);
	answer[0] = '<';
	answer[bytes + 1] = '>';
	return bytes + 2;
}

static unsigned int served;
static const struct packet_host host = {
	.mac = { 2, 0, 0, 0, 0, 1 },
	.ip = 10 | 2 << 16 | 15 << 24,
	.port = (uint16_t)(9000 << 8 | 9000 >> 8),
	.serve = serve,
	.argument = &served,
};

static size_t answer_to(size_t bytes, uint8_t flags)
{
	packet = (struct uk_netbuf){ .data = frame,
				     .memory = frame,
				     .size = sizeof(frame),
				     .length = (uint32_t)bytes,
				     .flags = flags };
	return packet_answer(&host, &packet) ? packet.length : 0;
}

static uint16_t sum(const uint8_t *bytes, size_t count, uint32_t start)
{
	for (size_t i = 0; i < count; i++)
		start += i % 2 ? bytes[i] : bytes[i] << 8;
	while (start >> 16)
		start = (start & 0xffff) + (start >> 16);
	return (uint16_t)start;
}

static void put16(size_t at, unsigned int value)
{
	frame[at] = (uint8_t)(value >> 8);
	frame[at + 1] = (uint8_t)value;
}

static uint32_t pseudo(size_t count)
{
	return (uint32_t)(sum(frame + 26, 8, 0) + 17 + count);
}

/* A datagram with `options` bytes of options in its IP header */
static void ask(const char *text, size_t bytes, unsigned int options)
{
	size_t udp = 34 + options;

	memset(frame, 0, sizeof(frame));
	memcpy(frame, ours, 6);
	memcpy(frame + 6, peer, 6);
	put16(12, 0x0800);
	frame[14] = (uint8_t)(0x45 + options / 4);
	put16(16, (unsigned int)(20 + options + 8 + bytes));
	frame[22] = 64;
	frame[23] = 17;
	memcpy(frame + 26, (uint8_t[]){ 10, 0, 2, 2, 10, 0, 2, 15 }, 8);
	memset(frame + 34, 1, options); /* "no operation" */
	put16(24, (uint16_t)~sum(frame + 14, 20 + options, 0));
	put16(udp, 4321);
	put16(udp + 2, 9000);
	put16(udp + 4, (unsigned int)(8 + bytes));
	memcpy(frame + udp + 8, text, bytes);
	put16(udp + 6, (uint16_t)~sum(frame + udp, 8 + bytes,
				      pseudo(8 + bytes)));
	length = udp + 8 + bytes;
}

/* Whether `frame` is a proper answer with that payload. */
static bool answers(const char *text, size_t bytes)
{
	size_t got = answer_to(length, 0);

	return got == 42 + bytes && !memcmp(frame, peer, 6) &&
	       !memcmp(frame + 6, ours, 6) && frame[14] == 0x45 &&
	       sum(frame + 14, 20, 0) == 0xffff &&
	       !memcmp(frame + 26, (uint8_t[]){ 10, 0, 2, 15, 10, 0, 2, 2 },
		       8) &&
	       frame[34] == 9000 >> 8 && frame[35] == (9000 & 255) &&
	       frame[36] == 4321 >> 8 && frame[37] == (4321 & 255) &&
	       frame[38] == (8 + bytes) >> 8 &&
	       frame[39] == ((8 + bytes) & 255) &&
	       sum(frame + 34, 8 + bytes, pseudo(8 + bytes)) == 0xffff &&
	       !memcmp(frame + 42, text, bytes);
}

UK_TEST(udpkv_packet, datagrams_of_all_lengths)
{
	char text[600], expected[602];

	for (size_t bytes = 0; bytes < sizeof(text); bytes++) {
		for (size_t i = 0; i < bytes; i++)
			text[i] = expected[i + 1] = (char)(i * 31 + bytes);
		expected[0] = '<';
		expected[bytes + 1] = '>';
		ask(text, bytes, 0);
		UK_REQUIRE(answers(expected, bytes + 2));
		ask(text, bytes, 40);
		UK_REQUIRE(answers(expected, bytes + 2));
	}
}

UK_TEST(udpkv_packet, padding_behind_it_is_none_of_it)
{
	ask("x", 1, 0);
	length = 60;
	UK_EXPECT(answers("<x>", 3));
}

UK_TEST(udpkv_packet, without_a_checksum)
{
	ask("get x", 5, 0);
	put16(40, 0);
	UK_EXPECT(answers("<get x>", 7));
}

/* The device has seen to it, and will see to the answer's. */
UK_TEST(udpkv_packet, checksums_by_the_device)
{
	struct packet_host offloading = host;

	offloading.offload = true;
	for (unsigned int flags = 0; flags < 3; flags++) {
		ask("get x", 5, 0);
		if (flags)
			put16(40, 0x1234); /* of the pseudo header, or so */
		packet = (struct uk_netbuf){ .data = frame,
					     .length = (uint32_t)length,
					     .flags = (uint8_t)flags };
		UK_REQUIRE(packet_answer(&offloading, &packet));
		UK_EXPECT_EQ(packet.flags, UK_NETBUF_CHECKSUM_PARTIAL);
		UK_EXPECT_EQ(packet.checksum_start, 34);
		UK_EXPECT_EQ(packet.checksum_offset, 6);
		UK_EXPECT_EQ(frame[40] << 8 | frame[41], sum(0, 0, pseudo(15)));
		UK_EXPECT_EQ(packet_answer(&offloading, &packet), false);
		UK_EXPECT_EQ(packet.flags, 0);
	}
	ask("get x", 5, 0);
	put16(40, 0x1234);
	UK_EXPECT_EQ(answer_to(length, UK_NETBUF_CHECKSUM_VALID), 49);
	UK_EXPECT_EQ(packet.flags, 0);
	UK_EXPECT_EQ(sum(frame + 34, 15, pseudo(15)), 0xffff);
}

/* Each byte of the headers matters, but for a few. */
UK_TEST(udpkv_packet, one_bit_is_wrong)
{
	for (size_t bit = 0; bit < 8 * 47; bit++) {
		ask("hello", 5, 0);
		frame[bit / 8] ^= (uint8_t)(1 << bit % 8);
		if (bit / 8 < 6 || bit / 8 >= 12)
			UK_EXPECT_EQ(answer_to(length, 0), 0);
	}
}

/* Wrong, although all checksums are right */
UK_TEST(udpkv_packet, what_is_not_answered)
{
	static const struct {
		unsigned int at, value; /* 16 bits */
	} cases[] = {
		{ 14, 0x5500 }, { 14, 0x4400 }, { 14, 0x4f00 }, { 16, 19 },
		{ 16, 34 },	{ 20, 0x2000 }, { 20, 1 },	{ 22, 0x4006 },
		{ 26, 0xe000 }, { 26, 0xffff }, { 26, 0 },	{ 26, 0x7f00 },
		{ 32, 0x0210 }, { 34, 9000 },	{ 34, 0 },	{ 36, 9001 },
		{ 38, 7 },	{ 38, 14 },	{ 38, 0 },	{ 38, 0xffff },
	};

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(cases); i++) {
		ask("hello", 5, 0);
		put16(40, 0);
		put16(cases[i].at, cases[i].value);
		put16(24, 0);
		put16(24, (uint16_t)~sum(frame + 14, 20, 0));
		UK_EXPECT_EQ(answer_to(length, 0), 0);
	}
	ask("hello", 5, 0); /* from ourselves */
	memcpy(frame + 26, frame + 30, 4);
	put16(24, 0);
	put16(24, (uint16_t)~sum(frame + 14, 20, 0));
	put16(40, 0);
	UK_EXPECT_EQ(answer_to(length, 0), 0);
	for (size_t bytes = 0; bytes < 47; bytes++) { /* cut off */
		ask("hello", 5, 0);
		UK_EXPECT_EQ(answer_to(bytes, 0), 0);
	}
}

UK_TEST(udpkv_packet, arp)
{
	static const uint8_t request[42] = {
		255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 2, 8, 6, 0, 1, 8,
		0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 2, 10, 0, 2, 2, 0, 0, 0, 0, 0, 0,
		10, 0, 2, 15
	};
	static const uint8_t reply[42] = {
		2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 6, 0, 1, 8, 0, 6, 4, 0,
		2, 2, 0, 0, 0, 0, 1, 10, 0, 2, 15, 2, 0, 0, 0, 0, 2, 10, 0, 2, 2
	};

	memcpy(frame, request, 42);
	UK_EXPECT_EQ(answer_to(60, 0), 42);
	UK_EXPECT(!memcmp(frame, reply, 42));
	for (size_t at = 12; at < 42; at++) {
		memcpy(frame, request, 42);
		frame[at] ^= 1;
		/* the asker's own addresses are his; some are free */
		if ((at >= 23 && at < 38) || at < 12)
			continue;
		UK_EXPECT_EQ(answer_to(42, 0), 0);
	}
	memcpy(frame, request, 42);
	UK_EXPECT_EQ(answer_to(41, 0), 0);
}

UK_TEST(udpkv_packet, echo)
{
	for (unsigned int options = 0; options <= 40; options += 40)
		for (size_t bytes = 0; bytes < 100; bytes++) {
			char text[100];
			size_t at = 34 + options;

			memset(text, (int)bytes, sizeof(text));
			ask(text, bytes, options);
			memmove(frame + at, frame + at + 8, bytes);
			memmove(frame + at + 8, text, bytes);
			memset(frame + at, 0, 8);
			frame[at] = 8;
			frame[at + 5] = 77;
			put16(at + 2, (uint16_t)~sum(frame + at, 8 + bytes, 0));
			frame[23] = 1;
			put16(24, 0);
			put16(24, (uint16_t)~sum(frame + 14, 20 + options, 0));
			UK_REQUIRE(answer_to(length, 0) ==
				   42 + bytes);
			UK_EXPECT_EQ(frame[34], 0);
			UK_EXPECT_EQ(frame[39], 77);
			UK_EXPECT_EQ(sum(frame + 34, 8 + bytes, 0), 0xffff);
			UK_EXPECT_EQ(sum(frame + 14, 20, 0), 0xffff);
			UK_EXPECT(!memcmp(frame + 42, text, bytes));
		}
}

/* Its checksum is right, but it is shorter than an echo is (RFC 792). */
UK_TEST(udpkv_packet, half_an_echo)
{
	ask("", 0, 0);
	memcpy(frame + 34, (uint8_t[]){ 8, 0, 0xf7, 0xff }, 4);
	frame[23] = 1;
	put16(16, 24);
	put16(24, 0);
	put16(24, (uint16_t)~sum(frame + 14, 20, 0));
	UK_EXPECT_EQ(answer_to(42, 0), 0);
}

UK_TEST(udpkv_packet, addresses)
{
	UK_EXPECT_EQ(packet_address("10.0.2.15"), host.ip);
	UK_EXPECT_EQ(packet_address("1.2.3.255"), 0xff030201);
	UK_EXPECT_EQ(packet_address(""), 0);
	UK_EXPECT_EQ(packet_address("10.0.2"), 0);
	UK_EXPECT_EQ(packet_address("10.0.2."), 0);
	UK_EXPECT_EQ(packet_address("10.0.2.256"), 0);
	UK_EXPECT_EQ(packet_address("10.0.2.15 "), 0);
	UK_EXPECT_EQ(packet_address("10.0.2.15.1"), 0);
	UK_EXPECT_EQ(packet_address("10..2.15"), 0);
	UK_EXPECT_EQ(packet_address("00010.0.2.15"), 0);
	UK_EXPECT_EQ(packet_address("224.0.0.1"), 0);
	UK_EXPECT_EQ(packet_address("0.1.2.3"), 0);
}
