/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Packets in and out, over each kind of ring, with a device made up here (nic.h):
 * content, chains, offloads, full rings, interrupts; and a device that lies.
 */
#include <string.h>
#include <uk/test.h>

#include "../../virtio_net.h"
#include "nic.h"

UK_TESTSUITE(virtio_net_packets, "virtio-net: packets");

static struct nic nic;
static struct stock stock;
static uint8_t frame[70000], seen[70000];
static struct uk_virtio_net_header header;
static const struct uk_virtio_net_header plain;

static const uint64_t rings[] = {
	0,
	UK_VIRTIO_F_EVENT_IDX | UK_VIRTIO_F_INDIRECT_DESC,
	UK_VIRTIO_F_RING_PACKED,
	UK_VIRTIO_F_RING_PACKED | UK_VIRTIO_F_EVENT_IDX |
		UK_VIRTIO_F_INDIRECT_DESC,
};

#define FOR_EACH_RING(features)          \
	for (const uint64_t *features = rings; \
	     features < rings + UK_ARRAY_SIZE(rings); features++)

#define OFFLOADS                                                           \
	(F_CSUM | F_GUEST_CSUM | F_GUEST_TSO4 | F_GUEST_TSO6 | F_HOST_TSO4 | \
	 F_HOST_TSO6 | F_MRG_RXBUF)

static bool begin(uint64_t features, uint32_t offloads, uint32_t size,
		  uint16_t ring)
{
	for (unsigned int i = 0; i < sizeof(frame); i++)
		frame[i] = (uint8_t)(i * 7 + (i >> 8));
	nic_make(&nic, features | OFFLOADS);
	stock_fill(&stock, 3u * ring, size);
	return nic_probe(&nic) == 0 &&
	       nic_run(&nic, offloads, &stock, ring) == 0;
}

static void end(void)
{
	uk_netdev_stop(nic.netdev);
	UK_EXPECT_EQ(stock.out, 0);
	stock_empty(&stock);
}

/* Takes one packet and compares it; then it is released. */
static bool arrives(uint32_t length)
{
	struct uk_netbuf *packet;
	uint32_t at = 0;
	bool good = uk_netdev_rx_burst(nic.netdev, 0, &packet, 1) == 1;

	if (!good)
		return false;
	good = uk_netbuf_length(packet) == length;
	for (const struct uk_netbuf *piece = packet; piece && good;
	     piece = piece->next) {
		good = !memcmp(piece->data, frame + at, piece->length);
		at += piece->length;
	}
	uk_netbuf_release(packet);
	return good;
}

static bool arrives_nothing(void)
{
	struct uk_netbuf *packet;

	return uk_netdev_rx_burst(nic.netdev, 0, &packet, 1) == 0;
}

UK_TEST(virtio_net_packets, all_sizes_in)
{
	FOR_EACH_RING (features) {
		UK_REQUIRE(begin(*features, 0, 1530, 16));
		for (uint32_t length = 14; length <= 1514; length++) {
			UK_REQUIRE(nic_receive(&nic, 0, &plain, frame, length));
			UK_REQUIRE(arrives(length));
		}
		end();
	}
}

UK_TEST(virtio_net_packets, all_sizes_out)
{
	FOR_EACH_RING (features) {
		UK_REQUIRE(begin(*features, 0, 1530, 16));
		for (uint32_t length = 14; length <= 1514; length++) {
			struct uk_netbuf *packet = stock_packet(
				&stock, UK_NETBUF_HEADROOM, length, 5);

			UK_REQUIRE(uk_netdev_tx_burst(nic.netdev, 0, &packet,
						      1) == 1);
			UK_REQUIRE(nic_send(&nic, 0, &header, seen,
					    sizeof(seen)) == length);
			UK_REQUIRE(!memcmp(&header, &plain, sizeof(header)));
			for (uint32_t i = 0; i < length; i++)
				UK_REQUIRE(seen[i] == (uint8_t)(5 + i));
		}
		end();
	}
}

UK_TEST(virtio_net_packets, chained_in)
{
	const uint32_t offloads = UK_NETDEV_RX_CHAIN | UK_NETDEV_RX_LARGE4;
	const struct uk_virtio_net_header large = { .flags = 1,
						 .gso_type = 1,
						 .gso_size = 1448,
						 .checksum_start = 34,
						 .checksum_offset = 16 };

	FOR_EACH_RING (features) {
		struct uk_netbuf *packet;

		UK_REQUIRE(begin(*features, offloads, 1200, 64));
		for (uint32_t length = 60; length < 65549; length += 1103) {
			UK_REQUIRE(nic_receive(&nic, 0, &plain, frame, length));
			UK_REQUIRE(arrives(length));
		}
		frame[46] = 5 << 4;
		UK_REQUIRE(nic_receive(&nic, 0, &large, frame, 65549));
		UK_REQUIRE(uk_netdev_rx_burst(nic.netdev, 0, &packet, 1) == 1);
		UK_EXPECT_EQ(packet->gso, UK_NETBUF_GSO_TCP4);
		UK_EXPECT_EQ(packet->header_length, 54);
		UK_EXPECT_EQ(uk_netbuf_length(packet), 65549);
		uk_netbuf_release(packet);
		end();
	}
}

UK_TEST(virtio_net_packets, chained_out)
{
	FOR_EACH_RING (features)
		for (unsigned int headroom = 0; headroom <= 16; headroom += 8) {
			struct uk_netbuf *packet, *last;
			uint32_t at = 14;

			UK_REQUIRE(begin(*features, 0, 1600, 32));
			packet = last = stock_packet(&stock, headroom, 14, 0);
			for (unsigned int i = 1; i < 31; i++) {
				last->next = stock_packet(&stock, 0, i,
							  (uint8_t)at);
				last = last->next;
				at += i;
			}
			UK_EXPECT_EQ(uk_netdev_tx_burst(nic.netdev, 0, &packet,
							1), 1);
			UK_EXPECT_EQ(nic_send(&nic, 0, &header, seen,
					      sizeof(seen)), at);
			UK_EXPECT(!memcmp(&header, &plain, sizeof(header)));
			for (uint32_t i = 0; i < at; i++)
				UK_REQUIRE(seen[i] == (uint8_t)i);
			UK_EXPECT_EQ(uk_netdev_tx_reclaim(nic.netdev, 0), 1);
			end();
		}
}

UK_TEST(virtio_net_packets, to_be_cut_by_the_device)
{
	struct uk_netbuf *packet;

	UK_REQUIRE(begin(rings[1], UK_NETDEV_TX_TSO6, 66000, 16));
	for (unsigned int headroom = 0; headroom <= 16; headroom += 16) {
		packet = stock_packet(&stock, headroom, 65549, 0);
		packet->flags = UK_NETBUF_CHECKSUM_PARTIAL;
		packet->gso = UK_NETBUF_GSO_TCP6;
		packet->gso_size = 1440;
		packet->header_length = 74;
		packet->checksum_start = 54;
		packet->checksum_offset = 16;
		UK_EXPECT_EQ(uk_netdev_tx_burst(nic.netdev, 0, &packet, 1), 1);
		UK_EXPECT_EQ(nic_send(&nic, 0, &header, seen, sizeof(seen)),
			     65549);
		UK_EXPECT_EQ(header.gso_type, 4);
		UK_EXPECT_EQ(header.gso_size, 1440);
		UK_EXPECT_EQ(header.flags, 1);
	}
	packet = stock_packet(&stock, 16, 65549, 0);
	UK_EXPECT_EQ(uk_netdev_tx_burst(nic.netdev, 0, &packet, 1), -EINVAL);
	uk_netbuf_release(packet);
	end();
}

UK_TEST(virtio_net_packets, that_can_never_be_sent)
{
	struct uk_netbuf *packets[3];

	UK_REQUIRE(begin(0, 0, 2048, 16));
	for (unsigned int i = 0; i < 3; i++)
		packets[i] = stock_packet(&stock, 16, 60, 0);
	packets[1]->length = 13;
	/* those before it go; then it is the first one */
	UK_EXPECT_EQ(uk_netdev_tx_burst(nic.netdev, 0, packets, 3), 1);
	UK_EXPECT_EQ(uk_netdev_tx_burst(nic.netdev, 0, packets + 1, 2),
		     -EINVAL);
	packets[1]->length = 1519;
	UK_EXPECT_EQ(uk_netdev_tx_burst(nic.netdev, 0, packets + 1, 2),
		     -EINVAL);
	packets[1]->length = 1518; /* with a VLAN's tag */
	UK_EXPECT_EQ(uk_netdev_tx_burst(nic.netdev, 0, packets + 1, 1), 1);
	packets[2]->next = stock_packet(&stock, 0, 0, 0);
	UK_EXPECT_EQ(uk_netdev_tx_burst(nic.netdev, 0, packets + 2, 1),
		     -EINVAL);
	for (struct uk_netbuf *last = packets[2]->next;
	     uk_netbuf_length(packets[2]) < 60 + 15; last = last->next) {
		last->length = 1;
		last->next = stock_packet(&stock, 0, 1, 0);
	}
	UK_EXPECT_EQ(uk_netdev_tx_burst(nic.netdev, 0, packets + 2, 1),
		     -EINVAL); /* 16 pieces */
	uk_netbuf_release(packets[2]);
	packets[2] = stock_packet(&stock, 16, 60, 0);
	packets[2]->flags = UK_NETBUF_CHECKSUM_PARTIAL;
	UK_EXPECT_EQ(uk_netdev_tx_burst(nic.netdev, 0, packets + 2, 1),
		     -EINVAL); /* not negotiated */
	uk_netbuf_release(packets[2]);
	end();
}

UK_TEST(virtio_net_packets, a_full_ring)
{
	FOR_EACH_RING (features)
		for (unsigned int headroom = 0; headroom <= 16;
		     headroom += 16) {
			struct uk_netbuf *packets[40];
			struct uk_netdev_stats stats;
			int first, rest;

			UK_REQUIRE(begin(*features, 0, 2048, 32));
			for (unsigned int i = 0; i < 40; i++)
				packets[i] = stock_packet(&stock, headroom, 60,
							  (uint8_t)i);
			first = uk_netdev_tx_burst(nic.netdev, 0, packets, 40);
			UK_EXPECT_EQ(first, headroom ? 32 : 16);
			UK_EXPECT_EQ(uk_netdev_tx_burst(nic.netdev, 0,
							packets + first, 1),
				     0);
			UK_EXPECT_EQ(uk_netdev_tx_reclaim(nic.netdev, 0), 0);
			for (int i = 0; i < 10; i++) {
				UK_EXPECT_EQ(nic_send(&nic, 0, &header, seen,
						      60), 60);
				UK_EXPECT_EQ(seen[0], i);
			}
			rest = uk_netdev_tx_burst(nic.netdev, 0,
						  packets + first, 40 - first);
			UK_EXPECT_EQ(rest, headroom ? 8 : 10);
			while (nic_send(&nic, 0, &header, seen, 60))
				;
			UK_EXPECT_EQ(seen[0], first + rest - 1);
			UK_EXPECT_EQ(uk_netdev_tx_reclaim(nic.netdev, 0),
				     first + rest - 10);
			uk_netdev_stats(nic.netdev, &stats);
			UK_EXPECT_EQ(stats.tx_packets, first + rest);
			UK_EXPECT_EQ(stats.tx_bytes, 60 * (first + rest));
			UK_EXPECT(stats.tx_full >= 2);
			for (int i = first + rest; i < 40; i++)
				uk_netbuf_release(packets[i]);
			end();
		}
}

UK_TEST(virtio_net_packets, no_buffers_are_left)
{
	struct uk_netbuf *packets[48];
	struct uk_netdev_stats stats;

	UK_REQUIRE(begin(0, 0, 2048, 16));
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 16; i++)
			UK_EXPECT(nic_receive(&nic, 0, &plain, frame, 60));
		UK_EXPECT(!nic_receive(&nic, 0, &plain, frame, 60));
		UK_EXPECT_EQ(uk_netdev_rx_burst(nic.netdev, 0,
						packets + 16 * round, 48), 16);
	}
	UK_EXPECT(!nic_receive(&nic, 0, &plain, frame, 60)); /* all are out */
	UK_EXPECT(arrives_nothing());
	uk_netdev_stats(nic.netdev, &stats);
	UK_EXPECT_EQ(stats.rx_packets, 48);
	UK_EXPECT_EQ(stats.rx_bytes, 48 * 60);
	UK_EXPECT(stats.rx_starved > 0);
	for (int i = 0; i < 48; i++)
		uk_netbuf_release(packets[i]);
	UK_EXPECT(arrives_nothing()); /* which puts them back to work */
	UK_EXPECT(nic_receive(&nic, 0, &plain, frame, 60));
	UK_EXPECT(arrives(60));
	end();
}

/* Each of them is dropped, counted, and its buffers come back. */
UK_TEST(virtio_net_packets, that_break_rules)
{
	const uint32_t chain = UK_NETDEV_RX_CHAIN;
	static const struct uk_virtio_net_header checksum = { .flags = 1 };
	static const struct uk_virtio_net_header cut = { .gso_type = 1,
						      .gso_size = 9 };
	static const struct uk_virtio_net_header many = { .buffers = 0xffff };
	struct model_chain taken;
	struct uk_netdev_stats stats;

	FOR_EACH_RING (features) {
		UK_REQUIRE(begin(*features, chain, 200, 32));
		UK_EXPECT(nic_receive(&nic, 0, &checksum, frame, 60));
		UK_EXPECT(arrives_nothing());
		UK_EXPECT(nic_receive(&nic, 0, &cut, frame, 600));
		UK_EXPECT(arrives_nothing());
		UK_EXPECT(nic_receive(&nic, 0, &plain, frame, 13));
		UK_EXPECT(arrives_nothing());
		UK_EXPECT(nic_receive(&nic, 0, &plain, frame, 1519));
		UK_EXPECT(arrives_nothing());
		UK_EXPECT(nic_receive(&nic, 0, &many, frame, 60));
		UK_EXPECT(arrives_nothing());
		/* shorter than the header; no buffers at all */
		UK_REQUIRE(model_pop(&nic.device.models[0], &taken));
		memset(taken.segments[0].base, 0, 12);
		model_push(&nic.device.models[0], &taken, 11);
		UK_EXPECT(arrives_nothing());
		UK_REQUIRE(model_pop(&nic.device.models[0], &taken));
		memset(taken.segments[0].base, 0, 12);
		model_push(&nic.device.models[0], &taken, 0);
		UK_EXPECT(arrives_nothing());
		uk_netdev_stats(nic.netdev, &stats);
		UK_EXPECT_EQ(stats.rx_errors, 7);
		UK_EXPECT_EQ(stats.rx_packets, 0);
		UK_EXPECT(nic_receive(&nic, 0, &plain, frame, 1518));
		UK_EXPECT(arrives(1518));
		end();
	}
	/* without chains what a header says of buffers means nothing */
	UK_REQUIRE(begin(0, 0, 2048, 32));
	UK_EXPECT(nic_receive(&nic, 0, &many, frame, 60));
	UK_EXPECT(arrives(60));
	UK_EXPECT(nic_receive(&nic, 0, &plain, frame, 1519));
	UK_EXPECT(arrives_nothing());
	end();
}

UK_TEST(virtio_net_packets, a_lie_about_lengths_ends_it)
{
	struct uk_netbuf *packet;
	struct model_chain taken;

	FOR_EACH_RING (features) {
		UK_REQUIRE(begin(*features, 0, 2048, 16));
		UK_REQUIRE(model_pop(&nic.device.models[0], &taken));
		model_push(&nic.device.models[0], &taken, 2045);
		UK_EXPECT_EQ(uk_netdev_rx_burst(nic.netdev, 0, &packet, 1),
			     -EIO);
		UK_EXPECT_EQ(uk_netdev_rx_burst(nic.netdev, 0, &packet, 1),
			     -EIO);
		uk_netdev_stop(nic.netdev);
		UK_EXPECT_EQ(stock.out, 0);
		UK_REQUIRE(nic_run(&nic, 0, &stock, 16) == 0);
		UK_EXPECT(nic_receive(&nic, 0, &plain, frame, 60));
		UK_EXPECT(arrives(60));
		end();
	}
}

static unsigned int events;

static void event(void *argument)
{
	UK_EXPECT(argument == &stock);
	events++;
}

/* Between the last look and the wait nothing is lost. */
UK_TEST(virtio_net_packets, interrupts)
{
	const struct uk_netdev_rx_config rx = { .ring = 16,
						.buffer_size = 2048,
						.take = stock_take,
						.event = event,
						.argument = &stock };
	const struct uk_netdev_tx_config tx = { .ring = 16,
						.event = event,
						.argument = &stock };
	const struct uk_netdev_config config = { 0 };

	FOR_EACH_RING (features) {
		struct uk_netbuf *packet;

		nic_make(&nic, *features);
		stock_fill(&stock, 48, 2048);
		UK_REQUIRE(nic_probe(&nic) == 0);
		UK_REQUIRE(!uk_netdev_configure(nic.netdev, &config, &nic));
		UK_REQUIRE(!uk_netdev_rx_setup(nic.netdev, 0, &rx));
		UK_REQUIRE(!uk_netdev_tx_setup(nic.netdev, 0, &tx));
		UK_REQUIRE(!uk_netdev_start(nic.netdev));
		events = 0;
		/* polled: none */
		UK_EXPECT(nic_receive(&nic, 0, &plain, frame, 60));
		model_device_interrupt(&nic.device);
		UK_EXPECT_EQ(events, 0);
		/* came before: told at once, and then there is none either */
		UK_EXPECT_EQ(uk_netdev_rx_interrupt(nic.netdev, 0, true), 1);
		model_device_interrupt(&nic.device);
		UK_EXPECT_EQ(events, 0);
		UK_EXPECT(arrives(60));
		/* comes after: one */
		UK_EXPECT_EQ(uk_netdev_rx_interrupt(nic.netdev, 0, true), 0);
		UK_EXPECT(nic_receive(&nic, 0, &plain, frame, 60));
		model_device_interrupt(&nic.device);
		UK_EXPECT_EQ(events, 1);
		UK_EXPECT(nic_receive(&nic, 0, &plain, frame, 60));
		model_device_interrupt(&nic.device); /* it is disabled again */
		UK_EXPECT_EQ(events, 1);
		UK_EXPECT(arrives(60) && arrives(60));
		/* wanted, then not */
		UK_EXPECT_EQ(uk_netdev_rx_interrupt(nic.netdev, 0, true), 0);
		UK_EXPECT_EQ(uk_netdev_rx_interrupt(nic.netdev, 0, false), 0);
		UK_EXPECT(nic_receive(&nic, 0, &plain, frame, 60));
		model_device_interrupt(&nic.device);
		UK_EXPECT_EQ(events, 1);
		UK_EXPECT(arrives(60));
		/* room to send */
		packet = stock_packet(&stock, 16, 60, 0);
		UK_EXPECT_EQ(uk_netdev_tx_burst(nic.netdev, 0, &packet, 1), 1);
		UK_EXPECT_EQ(uk_netdev_tx_interrupt(nic.netdev, 0, true), 0);
		UK_EXPECT_EQ(nic_send(&nic, 0, &header, seen, 60), 60);
		model_device_interrupt(&nic.device);
		UK_EXPECT_EQ(events, 2);
		UK_EXPECT_EQ(uk_netdev_tx_interrupt(nic.netdev, 0, true), 1);
		UK_EXPECT_EQ(uk_netdev_tx_reclaim(nic.netdev, 0), 1);
		end();
	}
}
