/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The way from a free device to a running one, and every step out of order; the
 * device is made up here and counts what it is asked.
 */
#include <uk/netdev.h>
#include <uk/string.h>
#include <uk/test.h>

UK_TESTSUITE(uknetdev_setup, "set-up of network devices");

static struct {
	int error; /* of the next operation that can fail */
	unsigned int configured, rx, tx, started, stopped;
	struct uk_netdev_config config;
	uint16_t ring;
} fake;

static int outcome(unsigned int *counter)
{
	int error = fake.error;

	fake.error = 0;
	*counter += !error;
	return error;
}

static int configure(struct uk_netdev *dev __uk_unused,
		     const struct uk_netdev_config *config)
{
	fake.config = *config;
	return outcome(&fake.configured);
}

static int rx_setup(struct uk_netdev *dev __uk_unused,
		    unsigned int queue __uk_unused,
		    const struct uk_netdev_rx_config *config)
{
	fake.ring = config->ring;
	return outcome(&fake.rx);
}

static int tx_setup(struct uk_netdev *dev __uk_unused,
		    unsigned int queue __uk_unused,
		    const struct uk_netdev_tx_config *config)
{
	fake.ring = config->ring;
	return outcome(&fake.tx);
}

static int start(struct uk_netdev *dev __uk_unused)
{
	return outcome(&fake.started);
}

static void stop(struct uk_netdev *dev __uk_unused)
{
	fake.stopped++;
}

static void stats(struct uk_netdev *dev __uk_unused,
		  struct uk_netdev_stats *to)
{
	to->kicks = 7;
}

static const struct uknetdev_ops ops = {
	.driver = "fake",
	.configure = configure,
	.rx_setup = rx_setup,
	.tx_setup = tx_setup,
	.start = start,
	.stop = stop,
	.stats = stats,
};

static unsigned int take(void *argument __uk_unused,
			 struct uk_netbuf **buffers __uk_unused,
			 unsigned int count __uk_unused)
{
	return 0;
}

static const struct uk_netdev_rx_config rx_fine = { .ring = 16,
						    .buffer_size = 2048,
						    .take = take };
static const struct uk_netdev_tx_config tx_fine = { .ring = 16 };
static int me, other; /* users */

/* A free device with 2 + 2 queues of up to 64 */
static struct uk_netdev device(void)
{
	memset(&fake, 0, sizeof(fake));
	return (struct uk_netdev){
		.ops = &ops,
		.info = { .rx_queues = 2,
			  .tx_queues = 2,
			  .rx_ring = 64,
			  .tx_ring = 64,
			  .tx_pieces = 8,
			  .offloads = UK_NETDEV_TX_CHECKSUM |
				      UK_NETDEV_RX_CHAIN },
	};
}

static int configure_queues(struct uk_netdev *dev, uint16_t rx, uint16_t tx)
{
	return uk_netdev_configure(
		dev,
		&(struct uk_netdev_config){ .rx_queues = rx, .tx_queues = tx },
		&me);
}

UK_TEST(uknetdev_setup, numbers_in_order)
{
	static struct uk_netdev devices[3];
	struct uk_netdev *last = uk_netdev_first();
	unsigned int before = 0;

	for (; last; last = last->next)
		before++;
	for (unsigned int i = 0; i < 3; i++) {
		devices[i] = device();
		uk_netdev_register(&devices[i]);
	}
	for (unsigned int i = 0; i < 3; i++) {
		UK_EXPECT_EQ(devices[i].number, before + i);
		UK_EXPECT_EQ(uk_netdev_get(before + i), &devices[i]);
	}
	UK_EXPECT(uk_netdev_first());
	UK_EXPECT(devices[0].next == &devices[1] && !devices[2].next);
	UK_EXPECT(!uk_netdev_get(before + 3));
}

UK_TEST(uknetdev_setup, the_way)
{
	struct uk_netdev dev = device();
	struct uk_netdev_stats counts;

	UK_EXPECT_EQ(configure_queues(&dev, 2, 1), 0);
	UK_EXPECT_EQ(uk_netdev_start(&dev), -EINVAL);
	UK_EXPECT_EQ(uk_netdev_rx_setup(&dev, 1, &rx_fine), 0);
	UK_EXPECT_EQ(uk_netdev_tx_setup(&dev, 0, &tx_fine), 0);
	UK_EXPECT_EQ(uk_netdev_start(&dev), -EINVAL);
	UK_EXPECT_EQ(uk_netdev_rx_setup(&dev, 0, &rx_fine), 0);
	uk_netdev_stats(&dev, &counts);
	UK_EXPECT_EQ(counts.kicks, 0);
	UK_EXPECT_EQ(uk_netdev_start(&dev), 0);
	UK_EXPECT_EQ(uk_netdev_start(&dev), -EINVAL);
	uk_netdev_stats(&dev, &counts);
	UK_EXPECT_EQ(counts.kicks, 7);
	uk_netdev_stop(&dev);
	uk_netdev_stop(&dev);
	UK_EXPECT_EQ(fake.stopped, 1);
	/* and again, from the start */
	UK_EXPECT_EQ(configure_queues(&dev, 0, 0), 0);
	UK_EXPECT_EQ(fake.config.rx_queues, 1);
	UK_EXPECT_EQ(fake.config.tx_queues, 1);
	UK_EXPECT_EQ(uk_netdev_start(&dev), -EINVAL);
	UK_EXPECT_EQ(uk_netdev_rx_setup(&dev, 0, &rx_fine), 0);
	UK_EXPECT_EQ(uk_netdev_tx_setup(&dev, 0, &tx_fine), 0);
	UK_EXPECT_EQ(uk_netdev_start(&dev), 0);
	UK_EXPECT_EQ(fake.started, 2);
}

UK_TEST(uknetdev_setup, claims)
{
	const struct uk_netdev_config config = { 0 };
	struct uk_netdev dev = device();

	UK_EXPECT_EQ(uk_netdev_configure(&dev, &config, NULL), -EINVAL);
	UK_EXPECT_EQ(uk_netdev_rx_setup(&dev, 0, &rx_fine), -EINVAL);
	UK_EXPECT_EQ(uk_netdev_start(&dev), -EINVAL);
	fake.error = -EIO;
	UK_EXPECT_EQ(uk_netdev_configure(&dev, &config, &me), -EIO);
	UK_EXPECT(!dev.user);
	UK_EXPECT_EQ(uk_netdev_configure(&dev, &config, &me), 0);
	UK_EXPECT_EQ(uk_netdev_configure(&dev, &config, &other), -EBUSY);
	UK_EXPECT_EQ(dev.user, &me);
	uk_netdev_stop(&dev); /* before it ever started */
	UK_EXPECT_EQ(fake.stopped, 1);
	UK_EXPECT_EQ(uk_netdev_configure(&dev, &config, &other), 0);
	UK_EXPECT_EQ(fake.configured, 2);
}

UK_TEST(uknetdev_setup, what_the_device_has_not)
{
	struct uk_netdev dev = device();
	struct uk_netdev_config config = { .offloads = UK_NETDEV_TX_TSO4 };

	UK_EXPECT_EQ(configure_queues(&dev, 3, 1), -ENOTSUP);
	UK_EXPECT_EQ(configure_queues(&dev, 1, 3), -ENOTSUP);
	UK_EXPECT_EQ(uk_netdev_configure(&dev, &config, &me), -ENOTSUP);
	config.offloads = 1u << 31;
	UK_EXPECT_EQ(uk_netdev_configure(&dev, &config, &me), -ENOTSUP);
	UK_EXPECT_EQ(fake.configured, 0);
	config.offloads = dev.info.offloads;
	UK_EXPECT_EQ(uk_netdev_configure(&dev, &config, &me), 0);
	UK_EXPECT_EQ(fake.config.offloads, dev.info.offloads);
}

UK_TEST(uknetdev_setup, queues)
{
	struct uk_netdev dev = device();
	struct uk_netdev_rx_config rx = rx_fine;
	struct uk_netdev_tx_config tx = tx_fine;

	UK_REQUIRE(configure_queues(&dev, 1, 1) == 0);
	UK_EXPECT_EQ(uk_netdev_rx_setup(&dev, 1, &rx), -EINVAL);
	UK_EXPECT_EQ(uk_netdev_tx_setup(&dev, 64, &tx), -EINVAL);
	rx.ring = tx.ring = 48;
	UK_EXPECT_EQ(uk_netdev_rx_setup(&dev, 0, &rx), -EINVAL);
	UK_EXPECT_EQ(uk_netdev_tx_setup(&dev, 0, &tx), -EINVAL);
	rx.ring = tx.ring = 128;
	UK_EXPECT_EQ(uk_netdev_rx_setup(&dev, 0, &rx), -EINVAL);
	UK_EXPECT_EQ(uk_netdev_tx_setup(&dev, 0, &tx), -EINVAL);
	rx.ring = tx.ring = 0;
	tx.pieces = 9;
	UK_EXPECT_EQ(uk_netdev_tx_setup(&dev, 0, &tx), -EINVAL);
	tx.pieces = 8;
	rx.take = NULL;
	UK_EXPECT_EQ(uk_netdev_rx_setup(&dev, 0, &rx), -EINVAL);
	rx.take = take;
	rx.buffer_size = 0;
	UK_EXPECT_EQ(uk_netdev_rx_setup(&dev, 0, &rx), -EINVAL);
	rx.buffer_size = 2048;
	UK_EXPECT_EQ(fake.rx + fake.tx, 0);
	fake.error = -ENOMEM; /* which is no set-up: it may be tried again */
	UK_EXPECT_EQ(uk_netdev_rx_setup(&dev, 0, &rx), -ENOMEM);
	UK_EXPECT_EQ(uk_netdev_rx_setup(&dev, 0, &rx), 0);
	UK_EXPECT_EQ(fake.ring, 64);
	UK_EXPECT_EQ(uk_netdev_rx_setup(&dev, 0, &rx), -EINVAL);
	UK_EXPECT_EQ(uk_netdev_tx_setup(&dev, 0, &tx), 0);
	UK_EXPECT_EQ(fake.ring, 64);
	UK_EXPECT_EQ(uk_netdev_tx_setup(&dev, 0, &tx), -EINVAL);
	UK_EXPECT_EQ(uk_netdev_start(&dev), 0);
}

UK_TEST(uknetdev_setup, all_64_queues)
{
	struct uk_netdev dev = device();

	dev.info.rx_queues = dev.info.tx_queues = UK_NETDEV_QUEUES_MOST;
	UK_REQUIRE(configure_queues(&dev, 64, 64) == 0);
	for (unsigned int queue = 0; queue < 64; queue++) {
		UK_EXPECT_EQ(uk_netdev_start(&dev), -EINVAL);
		UK_EXPECT_EQ(uk_netdev_rx_setup(&dev, queue, &rx_fine), 0);
		UK_EXPECT_EQ(uk_netdev_tx_setup(&dev, queue, &tx_fine), 0);
	}
	UK_EXPECT_EQ(fake.rx, 64);
	UK_EXPECT_EQ(uk_netdev_start(&dev), 0);
}

UK_TEST(uknetdev_setup, a_failed_start)
{
	struct uk_netdev dev = device();

	UK_REQUIRE(configure_queues(&dev, 1, 1) == 0);
	UK_REQUIRE(uk_netdev_rx_setup(&dev, 0, &rx_fine) == 0);
	UK_REQUIRE(uk_netdev_tx_setup(&dev, 0, &tx_fine) == 0);
	fake.error = -EIO;
	UK_EXPECT_EQ(uk_netdev_start(&dev), -EIO);
	UK_EXPECT_EQ(dev.user, &me);
	uk_netdev_stop(&dev);
	UK_EXPECT(!dev.user);
	UK_EXPECT_EQ(configure_queues(&dev, 1, 1), 0);
	UK_EXPECT_EQ(uk_netdev_start(&dev), -EINVAL); /* all is set up anew */
}
