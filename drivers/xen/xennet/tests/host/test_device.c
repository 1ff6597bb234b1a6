/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A device and a backend that keeps the rules.
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

UK_TEST(xennet, receives_segments)
{
	const struct extra_info gso = { .type = EXTRA_GSO,
					.gso_type = GSO_TCP4,
					.gso_size = 1400 };
	struct uk_netbuf *packet;

	UK_REQUIRE(start());
	backend_make_tcp(bytes);
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
	backend_make_tcp(bytes);
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
	backend_make_tcp(bytes);
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
