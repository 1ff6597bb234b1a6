/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A backend that leaves and comes back, and a domain that goes on as another one.
 */
#include "backend.h"

#include <string.h>
#include <uk/test.h>

UK_TESTSUITE(xennet_away, "a network device whose backend comes back");

#define BUFFER 2048

static struct stock stock;
static uint8_t bytes[2000];
static struct tx_request first;
static struct extra_info extra;

static bool start(void)
{
	backend.queues = 1;
	if (backend_make())
		return false;
	stock_fill(&stock, 100, BUFFER);
	return !backend_run(UK_NETDEV_TX_CHECKSUM | UK_NETDEV_RX_CHECKSUM |
				    UK_NETDEV_RX_CHAIN,
			    &stock, 1);
}

static bool end(void)
{
	return backend_end(&stock);
}

UK_TEST(xennet_away, leaves_and_comes_back)
{
	struct uk_netbuf *packet;

	UK_REQUIRE(start());
	UK_EXPECT(uk_netdev_link_up(backend.netdev));
	UK_REQUIRE(send_one(stock_packet(&stock, 0, 1000, 0)) == 1);
	backend.changed(&backend.bus, UK_XENBUS_CLOSING);
	UK_EXPECT_EQ(backend.frontend, UK_XENBUS_CLOSED);
	UK_EXPECT(!uk_netdev_link_up(backend.netdev));
	packet = stock_packet(&stock, 0, 1000, 0);
	UK_EXPECT_EQ(send_one(packet), 0);
	UK_EXPECT_EQ(receive_one(&packet), 0);
	backend.changed(&backend.bus, UK_XENBUS_INIT_WAIT);
	backend.connect_error = -ETIMEDOUT;
	UK_EXPECT_EQ(send_one(packet), 0); /* connects, in vain */
	UK_EXPECT_EQ(send_one(packet), 0);
	backend.connect_error = 0;
	backend.changed(&backend.bus, UK_XENBUS_INIT_WAIT);
	UK_EXPECT_EQ(send_one(packet), 0); /* connects */
	UK_EXPECT(uk_netdev_link_up(backend.netdev));
	UK_EXPECT_EQ(send_one(packet), 1);
	UK_EXPECT_EQ(backend_take(0, bytes, sizeof(bytes), &first, &extra),
		     1000);
	UK_REQUIRE(backend_deliver(0, bytes, 1400, 500, 0, NULL));
	UK_REQUIRE(receive_one(&packet) == 1);
	uk_netbuf_release(packet);
	backend.changed(&backend.bus, UK_XENBUS_UNKNOWN);
	UK_EXPECT(end());
}

/* It can do less than the queues were set up for. */
UK_TEST(xennet_away, comes_back_with_less)
{
	static const char *const missing[] = { "multi-queue-max-queues",
					       "feature-ipv6-csum-offload" };

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(missing); i++) {
		backend.queues = 2;
		UK_REQUIRE(!backend_make());
		stock_fill(&stock, 100, BUFFER);
		UK_REQUIRE(!backend_run(UK_NETDEV_TX_CHECKSUM, &stock, 2));
		backend.changed(&backend.bus, UK_XENBUS_CLOSED);
		backend.missing = missing[i];
		backend.changed(&backend.bus, UK_XENBUS_INIT_WAIT);
		UK_EXPECT_EQ(uk_netdev_tx_reclaim(backend.netdev, 0), -EIO);
		backend.missing = NULL;
		UK_EXPECT(end());
	}
}

/* One that connects when nobody waits for that any more */
UK_TEST(xennet_away, is_late)
{
	struct uk_netbuf *packet;

	UK_REQUIRE(start());
	backend.changed(&backend.bus, UK_XENBUS_CLOSED);
	backend.changed(&backend.bus, UK_XENBUS_INIT_WAIT);
	backend.connect_error = -ETIMEDOUT;
	packet = stock_packet(&stock, 0, 1000, 0);
	UK_EXPECT_EQ(send_one(packet), 0);
	UK_EXPECT(!uk_netdev_link_up(backend.netdev));
	backend.connect_error = 0;
	backend.changed(&backend.bus, UK_XENBUS_CONNECTED);
	UK_EXPECT(uk_netdev_link_up(backend.netdev));
	UK_EXPECT_EQ(send_one(packet), 1);
	UK_EXPECT_EQ(backend_take(0, bytes, sizeof(bytes), &first, &extra),
		     1000);
	UK_EXPECT(end());
}

/* The domain goes on as another one: no channel is known, and none is closed. */
UK_TEST(xennet_away, another_domain)
{
	extern const struct uk_xenbus_driver __start_uk_xenbus_drivers[];
	struct uk_netbuf *packet;

	UK_REQUIRE(start());
	UK_REQUIRE(send_one(stock_packet(&stock, 0, 1000, 0)) == 1);
	UK_EXPECT_EQ(__start_uk_xenbus_drivers[0].ask(&backend.bus), 0);
	backend.handlers[0] = NULL;
	__start_uk_xenbus_drivers[0].arrive(&backend.bus);
	UK_EXPECT(!uk_netdev_link_up(backend.netdev));
	packet = stock_packet(&stock, 0, 1000, 0);
	UK_EXPECT_EQ(send_one(packet), 0);
	backend.changed(&backend.bus, UK_XENBUS_INITIALISING);
	UK_EXPECT_EQ(send_one(packet), 0);
	backend.changed(&backend.bus, UK_XENBUS_INIT_WAIT);
	UK_EXPECT_EQ(send_one(packet), 0); /* connects */
	UK_EXPECT(uk_netdev_link_up(backend.netdev));
	UK_EXPECT_EQ(send_one(packet), 1);
	UK_EXPECT_EQ(backend_take(0, bytes, sizeof(bytes), &first, &extra),
		     1000);
	UK_EXPECT(end());
}
