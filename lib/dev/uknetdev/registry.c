/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The list of network devices, numbered as their drivers found them.
 */
#include <uk/assert.h>
#include <uk/netdev.h>
#ifdef CONFIG_LIBUKNETDEV_LATE
#include <uk/netdev_event.h>
#endif

static struct uk_netdev *first;

void uk_netdev_register(struct uk_netdev *dev)
{
	struct uk_netdev **end = &first;

	UK_ASSERT(dev->info.rx_queues && dev->info.tx_queues);
	UK_ASSERT(dev->info.rx_queues <= UK_NETDEV_QUEUES_MOST &&
		  dev->info.tx_queues <= UK_NETDEV_QUEUES_MOST);
	dev->next = NULL;
	for (dev->number = 0; *end; end = &(*end)->next)
		dev->number++;
	*end = dev;
#ifdef CONFIG_LIBUKNETDEV_LATE
	uk_event_raise(uk_event_netdev, dev);
#endif
}

struct uk_netdev *uk_netdev_first(void)
{
	return first;
}

struct uk_netdev *uk_netdev_get(unsigned int number)
{
	struct uk_netdev *dev = first;

	while (dev && dev->number != number)
		dev = dev->next;
	return dev;
}
