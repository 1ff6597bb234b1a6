/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A backend that breaks the rules.
 */
#include "backend.h"

#include <string.h>
#include <uk/test.h>

UK_TESTSUITE(xennet_hostile, "a network device whose backend breaks the rules");

#define ALL                                                                  \
	(UK_NETDEV_TX_CHECKSUM | UK_NETDEV_TX_TSO4 | UK_NETDEV_TX_TSO6 |     \
	 UK_NETDEV_RX_CHECKSUM | UK_NETDEV_RX_LARGE4 | UK_NETDEV_RX_LARGE6 | \
	 UK_NETDEV_RX_CHAIN)

static struct stock stock;
static uint8_t bytes[4000];
static struct tx_request first;
static struct extra_info extra;

static bool start(void)
{
	backend.queues = 1;
	if (backend_make())
		return false;
	stock_fill(&stock, 100, 2048);
	return !backend_run(ALL, &stock, 1);
}

static bool end(void)
{
	return backend_end(&stock);
}

/* It keeps a page of a packet: that is never used again, nor is the device. */
UK_TEST(xennet_hostile, keeps_a_page)
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

static void answer(uint32_t at, uint16_t id, int16_t status)
{
	backend_tx(0)->entry[at].response = (struct tx_response){ id, status };
	backend_tx(0)->at.responses = at + 1;
}

UK_TEST(xennet_hostile, answers_what_was_not_asked)
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
UK_TEST(xennet_hostile, answers_the_last_first)
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

UK_TEST(xennet_hostile, delivers_nonsense)
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

/* A chain that takes all pages there are cannot end, and nothing else could be received. */
UK_TEST(xennet_hostile, delivers_a_packet_without_end)
{
	struct uk_netbuf *packet;

	UK_REQUIRE(start());
	for (unsigned int i = 0; i < RX_PAGES; i++) {
		uint16_t id = backend_rx(0)->entry[i].request.id;

		UK_EXPECT_EQ(receive_one(&packet), 0);
		backend_rx(0)->entry[i].response = (struct rx_response){
			.id = id, .flags = RX_MORE_DATA, .status = 100
		};
		backend_rx(0)->at.responses = i + 1;
	}
	UK_EXPECT_EQ(receive_one(&packet), -EIO);
	UK_EXPECT(end());
}

/* What is said to be cut from TCP's segments is no such thing. */
UK_TEST(xennet_hostile, delivers_segments_of_another_kind)
{
	static const struct {
		uint8_t gso_type, type, protocol;
	} wrong[] = { { GSO_TCP6, 0x08, 6 }, { GSO_TCP4, 0x08, 17 },
		      { GSO_TCP4, 0x86, 6 }, { 3, 0x08, 6 } };

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(wrong); i++) {
		const struct extra_info gso = { .type = EXTRA_GSO,
						.gso_type = wrong[i].gso_type,
						.gso_size = 1400 };
		struct uk_netdev_stats stats;
		struct uk_netbuf *packet;

		UK_REQUIRE(start());
		backend_make_tcp(bytes);
		bytes[12] = wrong[i].type;
		bytes[13] = wrong[i].type == 0x86 ? 0xdd : 0;
		bytes[14 + 6] = bytes[23] = wrong[i].protocol;
		bytes[14 + 40 + 12] = 0x50;
		UK_REQUIRE(backend_deliver(0, bytes, 3000, 4096,
					   RX_CHECKSUM_BLANK, &gso));
		UK_EXPECT_EQ(receive_one(&packet), 0);
		uk_netdev_stats(backend.netdev, &stats);
		UK_EXPECT_EQ(stats.rx_errors, 1);
		UK_EXPECT(end());
	}
}

/* It guesses the number of a grant, and maps the page of a packet that is not sent after all. */
UK_TEST(xennet_hostile, keeps_a_page_that_it_was_not_told_of)
{
	struct uk_netbuf *packet;

	UK_REQUIRE(start());
	packet = stock_packet(&stock, 0, 1000, 0);
	packet->next = stock_packet(&stock, 0, 400, 0);
	packet->next->next = stock_packet(&stock, 0, 40, 0);
	backend.grants_left = backend.granted + 2;
	backend.maps = true;
	UK_EXPECT_EQ(send_one(packet), 1); /* the driver's, until it can be given back */
	UK_EXPECT_EQ(backend_tx(0)->at.requests, 0);
	UK_EXPECT_EQ(send_one(packet), -EIO);
	UK_EXPECT_EQ(stock.out, 3);
	for (unsigned int i = 0; i < BACKEND_GRANTS; i++)
		backend.grants[i].mapped = false;
	UK_EXPECT(end());
}

UK_TEST(xennet_hostile, raises_events_without_end)
{
	struct uk_netbuf *packet;

	UK_REQUIRE(start());
	UK_EXPECT_EQ(uk_netdev_rx_interrupt(backend.netdev, 0, true), 0);
	for (unsigned int round = 0; round < 3; round++) {
		for (unsigned int i = 0; i < UK_XEN_EVENTS_MOST; i++)
			backend.handlers[0](backend.arguments[0]);
		/* something was received: they count anew */
		UK_REQUIRE(backend_deliver(0, bytes, 100, 4096, 0, NULL));
		UK_REQUIRE(receive_one(&packet) == 1);
		uk_netbuf_release(packet);
	}
	UK_EXPECT_EQ(backend.arrived, 0);
	for (unsigned int i = 0; i < UK_XEN_EVENTS_MOST; i++)
		backend.handlers[0](backend.arguments[0]);
	UK_REQUIRE(uk_netdev_link_up(backend.netdev));
	backend.handlers[0](backend.arguments[0]);
	UK_EXPECT(!backend.handlers[0]); /* closed */
	UK_EXPECT_EQ(backend.arrived, 1); /* whoever waits is told */
	UK_EXPECT(!uk_netdev_link_up(backend.netdev));
	UK_EXPECT_EQ(receive_one(&packet), -EIO);
	UK_EXPECT(end());
	UK_REQUIRE(start());
	UK_EXPECT(end());
}
