/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A device and a backend that keeps the rules, then one that does not.
 */
#include "backend.h"

#include <string.h>
#include <uk/test.h>

UK_TESTSUITE(xennet, "a network device of Xen's");

#define ALL                                                                    \
	(UK_NETDEV_TX_CHECKSUM | UK_NETDEV_TX_TSO4 | UK_NETDEV_TX_TSO6 |       \
	 UK_NETDEV_RX_CHECKSUM | UK_NETDEV_RX_LARGE4 | UK_NETDEV_RX_LARGE6 |   \
	 UK_NETDEV_RX_CHAIN)
#define BUFFER 2048

static struct stock stock;
static uint8_t bytes[70000];
static struct tx_request first;
static struct extra_info extra;

static bool start_with(uint32_t offloads, unsigned int pairs)
{
	backend.queues = pairs;
	if (backend_make())
		return false;
	stock_fill(&stock, 100, BUFFER);
	return !backend_run(offloads, &stock, pairs);
}

static bool start(void)
{
	return start_with(ALL, 1);
}

static bool end(void)
{
	return backend_end(&stock);
}

static int send_one(struct uk_netbuf *packet)
{
	return uk_netdev_tx_burst(backend.netdev, 0, &packet, 1);
}

static bool carries(const uint8_t *data, size_t length, uint8_t from)
{
	for (size_t i = 0; i < length; i++)
		if (data[i] != (uint8_t)(from + i))
			return false;
	return true;
}

UK_TEST(xennet, is_described)
{
	UK_REQUIRE(!backend_make());
	UK_EXPECT_EQ(backend.netdev->info.mac[3], 0x0a);
	UK_EXPECT_EQ(backend.netdev->info.offloads, ALL);
	UK_EXPECT_EQ(backend.netdev->info.rx_queues, 1);
	backend.queues = 100;
	UK_REQUIRE(!backend_make());
	UK_EXPECT_EQ(backend.netdev->info.tx_queues, QUEUES_MOST);
	backend.missing = "feature-sg";
	UK_REQUIRE(!backend_make());
	UK_EXPECT(!(backend.netdev->info.offloads & UK_NETDEV_TX_TSO4));
	backend.missing = "feature-rx-copy";
	UK_EXPECT_EQ(backend_make(), -ENOTSUP);
	backend.missing = NULL;
	backend.mac = "00:16:3e:0a:0b";
	UK_EXPECT_EQ(backend_make(), -EINVAL);
	backend.mac = "00:16:3e:0a:0b:zz";
	UK_EXPECT_EQ(backend_make(), -EINVAL);
	backend.mac = "00:16:3e:0a:0b:0c:0d:0e:0f";
	UK_EXPECT_EQ(backend_make(), -EINVAL);
	backend.mac = NULL;
}

UK_TEST(xennet, sends)
{
	struct uk_netbuf *packet;

	UK_REQUIRE(start());
	packet = stock_packet(&stock, 16, 1000, 3);
	UK_EXPECT_EQ(send_one(packet), 1);
	UK_EXPECT(backend_has(packet->data, 1000));
	UK_EXPECT_EQ(backend_take(0, bytes, sizeof(bytes), &first, &extra),
		     1000);
	UK_EXPECT(carries(bytes, 1000, 3));
	UK_EXPECT(!(first.flags & TX_CHECKSUM_BLANK));
	UK_EXPECT_EQ(uk_netdev_tx_reclaim(backend.netdev, 0), 1);
	UK_EXPECT(!backend_has(packet->data, 1000));
	UK_EXPECT(end());
}

/* Large ones, with an extra; in more pages than a packet may have they are gathered. */
UK_TEST(xennet, sends_segments)
{
	UK_REQUIRE(start());
	for (unsigned int pieces = 1; pieces < 31; pieces++) {
		struct uk_netbuf *packet = stock_packet(&stock, 48, 2000, 0);
		struct uk_netbuf *last = packet;

		packet->flags = UK_NETBUF_CHECKSUM_PARTIAL;
		packet->gso = UK_NETBUF_GSO_TCP4;
		packet->gso_size = 1400;
		for (unsigned int i = 1; i < pieces; i++) {
			last->next = stock_packet(&stock, 0, 2000,
						  (uint8_t)(2000 * i));
			last = last->next;
		}
		UK_REQUIRE(send_one(packet) == 1);
		UK_EXPECT_EQ(backend_take(0, bytes, sizeof(bytes), &first,
					  &extra),
			     2000 * pieces);
		UK_EXPECT(carries(bytes, 2000 * pieces, 0));
		UK_EXPECT_EQ(first.flags & (TX_CHECKSUM_BLANK | TX_EXTRA_INFO),
			     TX_CHECKSUM_BLANK | TX_EXTRA_INFO);
		UK_EXPECT_EQ(extra.gso_size, 1400);
		UK_EXPECT_EQ(uk_netdev_tx_reclaim(backend.netdev, 0), 1);
	}
	UK_EXPECT(end());
}

/* A packet wherever it begins: the header is never cut. */
UK_TEST(xennet, sends_across_pages)
{
	static uint8_t pages[3 * UK_PAGE_SIZE] __uk_aligned(UK_PAGE_SIZE);
	struct uk_netbuf *packet;

	UK_REQUIRE(start());
	for (unsigned int before = 0; before <= 20; before++) {
		packet = stock_packet(&stock, 0, 60, 0);
		packet->data = pages + UK_PAGE_SIZE - before;
		packet->length = 5000;
		packet->flags = UK_NETBUF_CHECKSUM_PARTIAL;
		packet->gso = UK_NETBUF_GSO_TCP4;
		packet->gso_size = 1400;
		for (unsigned int i = 0; i < packet->length; i++)
			packet->data[i] = (uint8_t)i;
		UK_REQUIRE(send_one(packet) == 1);
		UK_EXPECT_EQ(backend_take(0, bytes, sizeof(bytes), &first,
					  &extra),
			     5000);
		UK_EXPECT(carries(bytes, 5000, 0));
		UK_EXPECT_EQ(uk_netdev_tx_reclaim(backend.netdev, 0), 1);
	}
	UK_EXPECT(end());
}

UK_TEST(xennet, the_ring_is_full)
{
	struct uk_netbuf *packets[32];
	unsigned int sent = 0;
	int taken;

	UK_REQUIRE(start());
	stock_empty(&stock);
	stock_fill(&stock, 600, BUFFER);
	do {
		for (unsigned int i = 0; i < 32; i++)
			packets[i] = stock_packet(&stock, 0, 60, 0);
		taken = uk_netdev_tx_burst(backend.netdev, 0, packets, 32);
		UK_REQUIRE(taken >= 0);
		sent += (unsigned int)taken;
		for (unsigned int i = (unsigned int)taken; i < 32; i++)
			uk_netbuf_release(packets[i]);
	} while (taken == 32);
	UK_EXPECT(sent > RING_ENTRIES / 2 && sent <= RING_ENTRIES);
	for (unsigned int i = 0; i < sent; i++)
		UK_EXPECT_EQ(backend_take(0, bytes, sizeof(bytes), &first,
					  &extra), 60);
	UK_EXPECT_EQ(uk_netdev_tx_reclaim(backend.netdev, 0), (int)sent);
	UK_EXPECT(end());
}

UK_TEST(xennet, no_grant_is_left)
{
	struct uk_netbuf *packet;

	UK_REQUIRE(start());
	backend.grants_left = backend.granted;
	packet = stock_packet(&stock, 0, 1000, 0);
	UK_EXPECT_EQ(send_one(packet), 0);
	packet->next = stock_packet(&stock, 0, 2000, 0);
	backend.grants_left++;
	packet->flags = UK_NETBUF_CHECKSUM_PARTIAL;
	packet->gso = UK_NETBUF_GSO_TCP6;
	packet->gso_size = 1000;
	UK_EXPECT_EQ(send_one(packet), 0); /* in the middle of it */
	backend.grants_left += 10;
	UK_EXPECT_EQ(send_one(packet), 1);
	UK_EXPECT_EQ(backend_take(0, bytes, sizeof(bytes), &first, &extra),
		     3000);
	UK_EXPECT(end());
}

static int receive_one(struct uk_netbuf **packet)
{
	return uk_netdev_rx_burst(backend.netdev, 0, packet, 1);
}

UK_TEST(xennet, receives)
{
	struct uk_netbuf *packet;

	UK_REQUIRE(start());
	for (unsigned int i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)i;
	for (unsigned int round = 0; round < 3 * RX_PAGES; round++) {
		UK_REQUIRE(backend_deliver(0, bytes, 1400, 500, 0, NULL));
		UK_REQUIRE(receive_one(&packet) == 1);
		UK_EXPECT_EQ(packet->length, 1400);
		UK_EXPECT(carries(packet->data, 1400, 0));
		UK_EXPECT_EQ(packet->flags, 0);
		uk_netbuf_release(packet);
	}
	UK_EXPECT_EQ(receive_one(&packet), 0);
	UK_EXPECT(end());
}

/* Ethernet, IPv4 and TCP headers as far as anybody looks at them */
static void make_tcp(void)
{
	memset(bytes, 0, 54);
	bytes[12] = 8;
	bytes[14] = 0x45;
	bytes[23] = 6;
	bytes[46] = 0x50;
}

UK_TEST(xennet, receives_segments)
{
	const struct extra_info gso = { .type = EXTRA_GSO,
					.gso_type = GSO_TCP4,
					.gso_size = 1400 };
	struct uk_netbuf *packet;

	UK_REQUIRE(start());
	make_tcp();
	UK_REQUIRE(backend_deliver(0, bytes, 60000, 4096, RX_CHECKSUM_BLANK,
				   &gso));
	UK_REQUIRE(receive_one(&packet) == 1);
	UK_EXPECT_EQ(uk_netbuf_length(packet), 60000);
	UK_EXPECT_EQ(packet->gso_size, 1400);
	UK_EXPECT_EQ(packet->header_length, 54);
	UK_EXPECT_EQ(packet->checksum_start, 34);
	UK_EXPECT_EQ(packet->checksum_offset, 16);
	uk_netbuf_release(packet);
	UK_EXPECT(end());
	/* what was not agreed on is dropped */
	UK_REQUIRE(start_with(UK_NETDEV_RX_CHAIN, 1));
	UK_REQUIRE(backend_deliver(0, bytes, 3000, 4096, RX_CHECKSUM_BLANK,
				   &gso));
	UK_REQUIRE(backend_deliver(0, bytes, 1000, 4096, RX_CHECKSUM_BLANK,
				   NULL));
	UK_REQUIRE(backend_deliver(0, bytes, 1600, 4096, 0, NULL));
	UK_EXPECT_EQ(receive_one(&packet), 0);
	UK_EXPECT(end());
}

/* Buffers are short: a packet waits, and nobody is told to look for it again and again. */
UK_TEST(xennet, waits_for_buffers)
{
	struct uk_netbuf *held[100], *packet;
	const struct extra_info gso = { .type = EXTRA_GSO,
					.gso_type = GSO_TCP4,
					.gso_size = 1400 };

	UK_REQUIRE(start());
	make_tcp();
	for (unsigned int i = 0; i < 95; i++)
		held[i] = stock_packet(&stock, 0, 60, 0);
	UK_REQUIRE(backend_deliver(0, bytes, 1400, 4096, 0, NULL));
	UK_REQUIRE(backend_deliver(0, bytes, 60000, 4096, RX_CHECKSUM_BLANK,
				   &gso));
	UK_REQUIRE(receive_one(&packet) == 1);
	UK_EXPECT_EQ(uk_netdev_rx_interrupt(backend.netdev, 0, true), 1);
	UK_EXPECT_EQ(receive_one(&held[95]), 0);
	UK_EXPECT_EQ(stock.out, 96);
	UK_EXPECT_EQ(uk_netdev_rx_interrupt(backend.netdev, 0, true), 0);
	backend.handlers[0](backend.arguments[0]);
	UK_EXPECT_EQ(backend.arrived, 0);
	/* one more is told of */
	UK_REQUIRE(backend_deliver(0, bytes, 1000, 4096, 0, NULL));
	UK_EXPECT_EQ(backend_rx(0)->at.responses_event,
		     backend_rx(0)->at.responses);
	backend.handlers[0](backend.arguments[0]);
	UK_EXPECT_EQ(backend.arrived, 1);
	for (unsigned int i = 0; i < 95; i++)
		uk_netbuf_release(held[i]);
	uk_netbuf_release(packet);
	UK_REQUIRE(receive_one(&packet) == 1);
	UK_EXPECT_EQ(uk_netbuf_length(packet), 60000);
	uk_netbuf_release(packet);
	UK_REQUIRE(receive_one(&packet) == 1);
	UK_EXPECT_EQ(packet->length, 1000);
	uk_netbuf_release(packet);
	UK_EXPECT(end());
}

/* What can never be received does not keep out what can. */
UK_TEST(xennet, drops_what_never_fits)
{
	const struct extra_info gso = { .type = EXTRA_GSO,
					.gso_type = GSO_TCP4,
					.gso_size = 1400 };
	struct uk_netdev_stats stats;
	struct uk_netbuf *packet;

	UK_REQUIRE(start());
	stock_empty(&stock);
	stock_fill(&stock, 10, BUFFER);
	make_tcp();
	for (unsigned int i = 0; i < 3; i++) {
		UK_REQUIRE(backend_deliver(0, bytes, 60000, 4096,
					   RX_CHECKSUM_BLANK, &gso));
		UK_EXPECT_EQ(receive_one(&packet), 0);
	}
	UK_REQUIRE(backend_deliver(0, bytes, 1000, 4096, 0, NULL));
	UK_EXPECT_EQ(receive_one(&packet), 0);
	uk_netdev_stats(backend.netdev, &stats);
	UK_EXPECT_EQ(stats.rx_errors, 1);
	UK_EXPECT_EQ(stats.rx_starved, 5);
	for (int i = 0; i < 2; i++) {
		UK_REQUIRE(backend_deliver(0, bytes, 60000, 4096,
					   RX_CHECKSUM_BLANK, &gso));
		UK_REQUIRE(receive_one(&packet) == i);
	}
	UK_EXPECT_EQ(packet->length, 1000);
	uk_netbuf_release(packet);
	UK_EXPECT(end());
}

UK_TEST(xennet, several_queues)
{
	struct uk_netbuf *packet;

	UK_REQUIRE(start_with(ALL, BACKEND_QUEUES));
	for (unsigned int queue = 0; queue < BACKEND_QUEUES; queue++) {
		packet = stock_packet(&stock, 0, 100 + queue, 0);
		UK_EXPECT_EQ(uk_netdev_tx_burst(backend.netdev, queue, &packet,
						1), 1);
		UK_EXPECT_EQ(backend_take(queue, bytes, sizeof(bytes), &first,
					  &extra), 100 + queue);
		UK_REQUIRE(backend_deliver(queue, bytes, 200 + queue, 4096, 0,
					   NULL));
		UK_REQUIRE(uk_netdev_rx_burst(backend.netdev, queue, &packet,
					      1) == 1);
		UK_EXPECT_EQ(packet->length, 200 + queue);
		uk_netbuf_release(packet);
	}
	UK_EXPECT(end());
}

/* ---- a backend that breaks the rules */
/* It keeps a page of a packet: that is never used again, nor is the device. */
UK_TEST(xennet, keeps_a_page)
{
	static struct stock lost; /* for the leak checker */
	struct uk_netbuf *packet;
	unsigned int kept;

	UK_REQUIRE(start());
	packet = stock_packet(&stock, 0, 100, 0);
	UK_REQUIRE(send_one(packet) == 1);
	kept = backend_tx(0)->entry[0].request.grant;
	backend.grants[kept].mapped = true;
	backend_take(0, bytes, sizeof(bytes), &first, &extra);
	UK_EXPECT_EQ(uk_netdev_tx_reclaim(backend.netdev, 0), -EIO);
	uk_netdev_stop(backend.netdev);
	lost = stock;
	UK_EXPECT_EQ(lost.out, 1);
	UK_EXPECT_EQ(backend_run(ALL, &stock, 1), -EIO);
}

/* ---- one that breaks the rules */
static void answer(uint32_t at, uint16_t id, int16_t status)
{
	backend_tx(0)->entry[at].response = (struct tx_response){ id, status };
	backend_tx(0)->at.responses = at + 1;
}

UK_TEST(xennet, answers_what_was_not_asked)
{
	static const struct {
		uint16_t id;
		int16_t status;
	} wrong[] = { { 1, 0 }, { RING_ENTRIES, 0 }, { UINT16_MAX, -1 },
		      { 0, STATUS_NULL } };

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(wrong); i++) {
		UK_REQUIRE(start());
		UK_REQUIRE(send_one(stock_packet(&stock, 0, 100, 0)) == 1);
		answer(0, wrong[i].id, wrong[i].status);
		UK_EXPECT_EQ(uk_netdev_tx_reclaim(backend.netdev, 0), -EIO);
		UK_EXPECT(end());
	}
	UK_REQUIRE(start());
	UK_REQUIRE(send_one(stock_packet(&stock, 0, 100, 0)) == 1);
	backend_tx(0)->at.responses = 2;
	UK_EXPECT_EQ(uk_netdev_tx_reclaim(backend.netdev, 0), -EIO);
	UK_EXPECT(end());
	UK_REQUIRE(start());
	backend_rx(0)->at.responses = RX_PAGES + 1;
	UK_EXPECT_EQ(receive_one(&(struct uk_netbuf *){ NULL }), -EIO);
	UK_EXPECT(end());
}

/* A packet comes back when all of its pages have. */
UK_TEST(xennet, answers_the_last_first)
{
	struct uk_netbuf *packet;
	uint16_t ids[4];
	uint32_t count;

	UK_REQUIRE(start());
	packet = stock_packet(&stock, 0, 1000, 0);
	packet->next = stock_packet(&stock, 0, 400, 0);
	UK_REQUIRE(send_one(packet) == 1);
	count = backend_tx(0)->at.requests; /* some lie across two pages */
	UK_REQUIRE(count >= 2 && count <= UK_ARRAY_SIZE(ids));
	for (uint32_t i = 0; i < count; i++)
		ids[i] = backend_tx(0)->entry[i].request.id;
	for (uint32_t i = 0; i < count; i++) {
		UK_EXPECT_EQ(stock.out, 2);
		answer(i, ids[count - 1 - i], 0);
		UK_EXPECT_EQ(uk_netdev_tx_reclaim(backend.netdev, 0),
			     i + 1 == count);
	}
	UK_EXPECT_EQ(stock.out, 0);
	UK_EXPECT(end());
}

UK_TEST(xennet, delivers_nonsense)
{
	static const struct rx_response wrong[] = {
		{ 0, 0, 0, 0 },	    { 0, 0, 0, -1 },   { 0, 4000, 0, 97 },
		{ 1, 0, 0, 100 },   { 64, 0, 0, 100 }, { 0, 65535, 0, 100 },
		{ 0, 0, 0, 13 },    { 0, 0, 0, 1519 }, { 0, 0, 0, 32767 },
	};
	struct uk_netbuf *packet;

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(wrong); i++) {
		UK_REQUIRE(start());
		backend_rx(0)->entry[0].response = wrong[i];
		backend.rx_taken[0] = 1;
		backend_rx(0)->at.responses = 1;
		UK_EXPECT_EQ(receive_one(&packet), 0);
		/* and goes on with what is right */
		UK_REQUIRE(backend_deliver(0, bytes, 100, 4096, 0, NULL));
		UK_REQUIRE(receive_one(&packet) == 1);
		uk_netbuf_release(packet);
		UK_EXPECT(end());
	}
}
