/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the driver tells of a device, and how it starts, stops and gives up one;
 * with a device made up here (nic.h).
 */
#include <string.h>
#include <uk/test.h>

#include "../../virtio_net.h"
#include "nic.h"

UK_TESTSUITE(virtio_net_device, "virtio-net: devices");

static struct nic nic;
static struct stock stock;

UK_TEST(virtio_net_device, what_it_offers)
{
	const struct uk_netdev_info *info;

	nic_make(&nic, F_MAC | F_MTU | F_STATUS);
	UK_REQUIRE(nic_probe(&nic) == 0);
	info = &nic.netdev->info;
	UK_EXPECT(!memcmp(info->mac, "\x52\x54\0\1\2\3", 6));
	UK_EXPECT_EQ(info->mtu, 1350);
	UK_EXPECT_EQ(info->rx_queues, 1);
	UK_EXPECT_EQ(info->tx_queues, 1);
	UK_EXPECT_EQ(info->rx_ring, 64);
	UK_EXPECT_EQ(info->tx_pieces, 63);
	UK_EXPECT_EQ(info->offloads, 0);
}

UK_TEST(virtio_net_device, what_it_does_not_say)
{
	const struct uk_netdev_info *info;

	nic_make(&nic, 0);
	UK_REQUIRE(nic_probe(&nic) == 0);
	info = &nic.netdev->info;
	UK_EXPECT_EQ(info->mtu, 1500);
	UK_EXPECT_EQ(info->mac[0] & 3, 2); /* local, not a group */
	UK_EXPECT(uk_netdev_link_up(nic.netdev));
	nic.device.config[CONFIG_STATUS] = 0; /* means nothing without the feature */
	UK_EXPECT(uk_netdev_link_up(nic.netdev));
}

UK_TEST(virtio_net_device, a_group_address_is_no_address)
{
	nic_make(&nic, F_MAC);
	nic.device.config[CONFIG_MAC] = 1;
	UK_REQUIRE(nic_probe(&nic) == 0);
	UK_EXPECT_EQ(nic.netdev->info.mac[0] & 3, 2);
}

/* Section 5.1.3.1: nothing counts without what it requires. */
UK_TEST(virtio_net_device, features_that_require_others)
{
	nic_make(&nic, F_HOST_TSO4 | F_HOST_TSO6 | F_GUEST_TSO4 | F_GUEST_TSO6 |
			       F_MRG_RXBUF);
	UK_REQUIRE(nic_probe(&nic) == 0);
	UK_EXPECT_EQ(nic.netdev->info.offloads, UK_NETDEV_RX_CHAIN);
	nic_make(&nic, F_CSUM | F_HOST_TSO4 | F_GUEST_CSUM | F_GUEST_TSO6);
	UK_REQUIRE(nic_probe(&nic) == 0);
	UK_EXPECT_EQ(nic.netdev->info.offloads,
		     UK_NETDEV_TX_CHECKSUM | UK_NETDEV_TX_TSO4 |
			     UK_NETDEV_RX_CHECKSUM | UK_NETDEV_RX_LARGE6);
}

UK_TEST(virtio_net_device, nonsense_is_refused)
{
	nic_make(&nic, F_MTU);
	nic_config_set(&nic, CONFIG_MTU, 67);
	UK_EXPECT_EQ(nic_probe(&nic), -EINVAL);
	UK_EXPECT(nic.device.status & UK_VIRTIO_STATUS_FAILED);
	nic_make(&nic, F_MQ | F_CTRL_VQ);
	nic_config_set(&nic, CONFIG_PAIRS, 0);
	UK_EXPECT_EQ(nic_probe(&nic), -EINVAL);
	nic_config_set(&nic, CONFIG_PAIRS, 0x8001);
	UK_EXPECT_EQ(nic_probe(&nic), -EINVAL);
	nic_make(&nic, 0);
	nic.device.ring = 0;
	UK_EXPECT_EQ(nic_probe(&nic), -EINVAL);
}

UK_TEST(virtio_net_device, only_what_is_asked_for_is_negotiated)
{
	const uint64_t all = F_CSUM | F_GUEST_CSUM | F_MAC | F_MTU |
			     F_GUEST_TSO4 | F_GUEST_TSO6 | F_HOST_TSO4 |
			     F_HOST_TSO6 | F_MRG_RXBUF | F_STATUS | F_CTRL_VQ |
			     F_MQ | UK_VIRTIO_FEATURE(23) |
			     UK_VIRTIO_FEATURE(21);
	const uint64_t basic = UK_VIRTIO_F_VERSION_1 | F_MAC | F_MTU | F_STATUS;

	nic_make(&nic, all);
	UK_REQUIRE(nic_probe(&nic) == 0);
	stock_fill(&stock, 100, 2048);
	UK_REQUIRE(nic_run(&nic, 0, &stock, 32) == 0);
	UK_EXPECT_EQ(nic.device.accepted, basic);
	uk_netdev_stop(nic.netdev);
	UK_REQUIRE(nic_run(&nic, UK_NETDEV_TX_TSO4 | UK_NETDEV_RX_CHAIN, &stock,
			   32) == 0);
	UK_EXPECT_EQ(nic.device.accepted, basic | F_CSUM | F_HOST_TSO4 | F_MRG_RXBUF);
	uk_netdev_stop(nic.netdev);
	UK_REQUIRE(nic_run(&nic, UK_NETDEV_RX_LARGE6 | UK_NETDEV_RX_CHAIN,
			   &stock, 64) == 0);
	UK_EXPECT_EQ(nic.device.accepted,
		     basic | F_GUEST_CSUM | F_GUEST_TSO6 | F_MRG_RXBUF);
	uk_netdev_stop(nic.netdev);
	stock_empty(&stock);
}

/* A frame of the MTU must fit: into a buffer, or into the ring. */
UK_TEST(virtio_net_device, buffers_that_are_too_small)
{
	static const struct {
		uint32_t offloads, size;
		uint16_t ring;
		int error;
	} cases[] = {
		{ 0, 16 + 14 + 1350, 16, 0 },
		{ 0, 16 + 14 + 1349, 16, -EINVAL },
		{ 0, 16, 16, -EINVAL },
		{ 0, 3, 16, -EINVAL }, /* would wrap */
		{ UK_NETDEV_RX_CHAIN, 128, 16, 0 },
		{ UK_NETDEV_RX_CHAIN, 17, 64, -EINVAL },
		{ UK_NETDEV_RX_CHAIN, 64, 16, -EINVAL },
		{ UK_NETDEV_RX_LARGE4, 16 + 14 + 65534, 16, -EINVAL },
		{ UK_NETDEV_RX_LARGE4, 16 + 14 + 65535, 16, 0 },
		{ UK_NETDEV_RX_LARGE4 | UK_NETDEV_RX_CHAIN, 2048, 32, -EINVAL },
		{ UK_NETDEV_RX_LARGE4 | UK_NETDEV_RX_CHAIN, 2060, 32, 0 },
	};

	nic_make(&nic, F_MTU | F_MRG_RXBUF | F_GUEST_CSUM | F_GUEST_TSO4);
	UK_REQUIRE(nic_probe(&nic) == 0);
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(cases); i++) {
		stock_fill(&stock, 64, cases[i].size);
		UK_EXPECT_EQ(nic_run(&nic, cases[i].offloads, &stock,
				     cases[i].ring), cases[i].error);
		uk_netdev_stop(nic.netdev);
		stock_empty(&stock);
	}
}

/* A queue after a failed one, a device that is started twice */
UK_TEST(virtio_net_device, no_interrupt_is_left)
{
	const struct uk_netdev_config config = { 0 };
	struct uk_netdev_tx_config tx = { .ring = 16,
					  .event = virtio_net_queue_event };

	nic_make(&nic, 0);
	nic.device.interrupts = 0;
	UK_REQUIRE(nic_probe(&nic) == 0);
	UK_REQUIRE(uk_netdev_configure(nic.netdev, &config, &nic) == 0);
	UK_EXPECT_EQ(uk_netdev_tx_setup(nic.netdev, 0, &tx), -ENOSPC);
	tx.event = NULL;
	tx.pieces = 16; /* and a header */
	UK_EXPECT_EQ(uk_netdev_tx_setup(nic.netdev, 0, &tx), -EINVAL);
	tx.pieces = 15;
	UK_EXPECT_EQ(uk_netdev_tx_setup(nic.netdev, 0, &tx), 0);
	UK_EXPECT_EQ(uk_netdev_tx_interrupt(nic.netdev, 0, true), -ENOTSUP);
	uk_netdev_stop(nic.netdev);
}

UK_TEST(virtio_net_device, a_device_that_does_not_stop)
{
	nic_make(&nic, 0);
	UK_REQUIRE(nic_probe(&nic) == 0);
	stock_fill(&stock, 64, 2048);
	UK_REQUIRE(nic_run(&nic, 0, &stock, 32) == 0);
	nic.device.stuck = true;
	uk_netdev_stop(nic.netdev);
	/* what it has it may still write to: it is not given to others */
	UK_EXPECT_EQ(stock.out, 32);
	UK_EXPECT_EQ(nic_run(&nic, 0, &stock, 32), -EIO);
	UK_EXPECT(!nic.netdev->user);
}

static int run_pairs(uint16_t rx, uint16_t tx)
{
	const struct uk_netdev_config config = { .rx_queues = rx,
						 .tx_queues = tx };
	int error = uk_netdev_configure(nic.netdev, &config, &nic);

	for (uint16_t i = 0; i < rx && !error; i++) {
		error = uk_netdev_rx_setup(
			nic.netdev, i,
			&(struct uk_netdev_rx_config){ .ring = 16,
						       .buffer_size = 2048,
						       .take = stock_take,
						       .argument = &stock });
		if (!error)
			error = uk_netdev_tx_setup(
				nic.netdev, i,
				&(struct uk_netdev_tx_config){ .ring = 16 });
	}
	return error ? error : uk_netdev_start(nic.netdev);
}

UK_TEST(virtio_net_device, several_pairs)
{
	nic_make(&nic, F_MQ | F_CTRL_VQ);
	UK_REQUIRE(nic_probe(&nic) == 0);
	UK_EXPECT_EQ(nic.netdev->info.rx_queues, 4);
	stock_fill(&stock, 64, 2048);
	UK_EXPECT_EQ(run_pairs(2, 1), -ENOTSUP);
	UK_EXPECT_EQ(run_pairs(5, 5), -ENOTSUP);
	UK_EXPECT_EQ(run_pairs(3, 3), 0);
	UK_EXPECT_EQ(nic.pairs_in_use, 3);
	UK_EXPECT_EQ(stock.out, 48);
	for (unsigned int pair = 0; pair < 3; pair++) {
		static const struct uk_virtio_net_header plain;
		struct uk_netbuf *packet = stock_packet(&stock, 16, 60,
							(uint8_t)pair);
		struct uk_virtio_net_header header;
		uint8_t frame[60] = { (uint8_t)(10 + pair) };

		UK_EXPECT(nic_receive(&nic, pair, &plain, frame, 60));
		UK_EXPECT_EQ(uk_netdev_tx_burst(nic.netdev, pair, &packet, 1),
			     1);
		UK_EXPECT_EQ(nic_send(&nic, pair, &header, frame, 60), 60);
		UK_EXPECT_EQ(frame[0], pair);
		UK_REQUIRE(uk_netdev_rx_burst(nic.netdev, pair, &packet, 1) ==
			   1);
		UK_EXPECT_EQ(packet->data[0], 10 + pair);
		uk_netbuf_release(packet);
	}
	uk_netdev_stop(nic.netdev);
	UK_EXPECT_EQ(run_pairs(1, 1), 0); /* for which nobody asks control */
	UK_EXPECT_EQ(nic.pairs_in_use, 1);
	uk_netdev_stop(nic.netdev);
	stock_empty(&stock);
}

UK_TEST(virtio_net_device, pairs_that_are_refused)
{
	nic_make(&nic, F_MQ | F_CTRL_VQ);
	UK_REQUIRE(nic_probe(&nic) == 0);
	stock_fill(&stock, 64, 2048);
	nic.ack = 1;
	UK_EXPECT_EQ(run_pairs(2, 2), -EIO);
	uk_netdev_stop(nic.netdev);
	nic.ack = 0;
	nic.silent = true;
	UK_EXPECT_EQ(run_pairs(2, 2), -EIO);
	uk_netdev_stop(nic.netdev);
	nic.silent = false;
	UK_EXPECT_EQ(run_pairs(2, 2), 0);
	uk_netdev_stop(nic.netdev);
	stock_empty(&stock);
}

static unsigned int changes;

static void changed(struct uk_netdev *dev, void *argument)
{
	UK_EXPECT(dev == nic.netdev && argument == &changes);
	changes++;
}

UK_TEST(virtio_net_device, the_link_and_a_reset)
{
	struct uk_netbuf *packet;

	nic_make(&nic, F_STATUS);
	UK_REQUIRE(nic_probe(&nic) == 0);
	stock_fill(&stock, 64, 2048);
	nic.netdev->link_changed = changed;
	nic.netdev->link_argument = &changes;
	UK_REQUIRE(nic_run(&nic, 0, &stock, 16) == 0);
	UK_EXPECT(uk_netdev_link_up(nic.netdev));
	nic.device.config[CONFIG_STATUS] = 0;
	changes = 0;
	UK_REQUIRE(nic.device.virtio.config_changed != NULL);
	nic.device.virtio.config_changed(nic.device.virtio.config_argument);
	UK_EXPECT_EQ(changes, 1);
	UK_EXPECT(!uk_netdev_link_up(nic.netdev));
	UK_EXPECT_EQ(uk_netdev_rx_burst(nic.netdev, 0, &packet, 1), 0);

	nic.device.config[CONFIG_STATUS] = 1;
	nic.device.status |= UK_VIRTIO_STATUS_NEEDS_RESET;
	UK_EXPECT(!uk_netdev_link_up(nic.netdev));
	UK_EXPECT_EQ(uk_netdev_rx_burst(nic.netdev, 0, &packet, 1), -EIO);
	UK_EXPECT_EQ(uk_netdev_tx_burst(nic.netdev, 0, &packet, 0), -EIO);
	UK_EXPECT_EQ(uk_netdev_tx_reclaim(nic.netdev, 0), -EIO);
	uk_netdev_stop(nic.netdev);
	UK_EXPECT_EQ(nic_run(&nic, 0, &stock, 16), 0);
	UK_EXPECT(uk_netdev_link_up(nic.netdev));
	UK_EXPECT_EQ(uk_netdev_rx_burst(nic.netdev, 0, &packet, 1), 0);
	uk_netdev_stop(nic.netdev);
	stock_empty(&stock);
}
