/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A device's way from free to running. What every driver would have to check
 * is checked here, once: whose the device is, how many queues, which offloads,
 * and that each step follows the one before.
 */
#include <uk/netdev.h>
#include <uk/string.h>

int uk_netdev_configure(struct uk_netdev *dev,
			const struct uk_netdev_config *config, void *user)
{
	struct uk_netdev_config wanted = *config;
	int error;

	if (!user)
		return -EINVAL;
	if (dev->user)
		return -EBUSY;
	wanted.rx_queues = UK_MAX(wanted.rx_queues, (uint16_t)1);
	wanted.tx_queues = UK_MAX(wanted.tx_queues, (uint16_t)1);
	if (wanted.rx_queues > dev->info.rx_queues ||
	    wanted.tx_queues > dev->info.tx_queues ||
	    (wanted.offloads & ~dev->info.offloads))
		return -ENOTSUP;
	error = uk_netdev_ops(dev)->configure(dev, &wanted);
	if (error)
		return error;
	dev->user = user;
	dev->rx_queues = wanted.rx_queues;
	dev->tx_queues = wanted.tx_queues;
	dev->rx_ready = dev->tx_ready = 0;
	dev->started = false;
	return 0;
}

static uint64_t all_of(unsigned int queues)
{
	return UINT64_MAX >> (64 - queues);
}

/* Whether queue number `queue` of `queues` may be set up now; `ready` says which
 * are. 0 for `ring`, "the device's most", becomes that.
 */
static bool may_set_up(const struct uk_netdev *dev, unsigned int queue,
		       unsigned int queues, uint64_t ready, uint16_t *ring,
		       uint16_t most)
{
	if (*ring == 0)
		*ring = most;
	return dev->user && !dev->started && queue < queues &&
	       !(ready >> queue & 1) && UK_IS_POWER_OF_2(*ring) &&
	       *ring <= most;
}

int uk_netdev_rx_setup(struct uk_netdev *dev, unsigned int queue,
		       const struct uk_netdev_rx_config *config)
{
	struct uk_netdev_rx_config wanted = *config;
	int error;

	if (!may_set_up(dev, queue, dev->rx_queues, dev->rx_ready, &wanted.ring,
			dev->info.rx_ring) ||
	    !wanted.take || !wanted.buffer_size)
		return -EINVAL;
	error = uk_netdev_ops(dev)->rx_setup(dev, queue, &wanted);
	if (!error)
		dev->rx_ready |= UINT64_C(1) << queue;
	return error;
}

int uk_netdev_tx_setup(struct uk_netdev *dev, unsigned int queue,
		       const struct uk_netdev_tx_config *config)
{
	struct uk_netdev_tx_config wanted = *config;
	int error;

	if (!may_set_up(dev, queue, dev->tx_queues, dev->tx_ready, &wanted.ring,
			dev->info.tx_ring) ||
	    wanted.pieces > dev->info.tx_pieces)
		return -EINVAL;
	error = uk_netdev_ops(dev)->tx_setup(dev, queue, &wanted);
	if (!error)
		dev->tx_ready |= UINT64_C(1) << queue;
	return error;
}

int uk_netdev_start(struct uk_netdev *dev)
{
	int error;

	if (!dev->user || dev->started ||
	    dev->rx_ready != all_of(dev->rx_queues) ||
	    dev->tx_ready != all_of(dev->tx_queues))
		return -EINVAL;
	error = uk_netdev_ops(dev)->start(dev);
	dev->started = !error;
	return error;
}

void uk_netdev_stop(struct uk_netdev *dev)
{
	if (!dev->user)
		return;
	uk_netdev_ops(dev)->stop(dev);
	dev->started = false;
	dev->user = NULL;
}

void uk_netdev_stats(struct uk_netdev *dev, struct uk_netdev_stats *stats)
{
	memset(stats, 0, sizeof(*stats));
	if (dev->started)
		uk_netdev_ops(dev)->stats(dev, stats);
}
