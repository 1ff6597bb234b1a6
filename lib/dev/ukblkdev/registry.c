/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The list of block devices, numbered as their drivers found them, and whose they are.
 */
#include <uk/arch/cpu.h>
#include <uk/assert.h>
#include <uk/blkdev.h>
#include <uk/format.h>
#include <uk/string.h>

#define BY_SERIAL "serial="

static struct uk_blkdev *first;

void uk_blkdev_register(struct uk_blkdev *dev)
{
	const struct uk_blkdev_info *info = &dev->info;
	struct uk_blkdev **end = &first;

	UK_ASSERT(UK_IS_POWER_OF_2(info->block_size) &&
		  info->block_size >= UK_BLK_SECTOR);
	UK_ASSERT(info->segments_most && info->segment_most >= info->block_size &&
		  !(info->segment_most & (info->block_size - 1)));
	UK_ASSERT(info->sectors_most &&
		  !((info->sectors | info->sectors_most | info->discard_most |
		     info->zeroes_most) &
		    (info->block_size / UK_BLK_SECTOR - 1)));
	UK_ASSERT(info->queues && info->depth);
	dev->next = NULL;
	for (dev->number = 0; *end; end = &(*end)->next)
		dev->number++;
	uk_snprintf(dev->name, sizeof(dev->name), "disk%u", dev->number);
	*end = dev;
}

struct uk_blkdev *uk_blkdev_first(void)
{
	return first;
}

struct uk_blkdev *uk_blkdev_get(unsigned int number)
{
	struct uk_blkdev *dev = first;

	while (dev && dev->number != number)
		dev = dev->next;
	return dev;
}

/* A device says its serial while it runs. */
static void learn_serial(struct uk_blkdev *dev)
{
	if (!dev->info.serial[0] && !dev->queues &&
	    !uk_blkdev_open(dev, dev, false))
		uk_blkdev_close(dev, dev);
}

struct uk_blkdev *uk_blkdev_find(const char *name)
{
	size_t prefix = sizeof(BY_SERIAL) - 1;
	bool by_serial = !strncmp(name, BY_SERIAL, prefix) && name[prefix];

	for (struct uk_blkdev *dev = first; dev; dev = dev->next) {
		if (by_serial)
			learn_serial(dev);
		if (by_serial ? !strcmp(dev->info.serial, name + prefix) :
				!strcmp(dev->name, name))
			return dev;
	}
	return NULL;
}

static int start(struct uk_blkdev *dev, unsigned int queues)
{
	int error;

	if (queues - 1 >= dev->info.queues)
		return -ENOTSUP;
	dev->polled = false;
	error = uk_blkdev_ops(dev)->start(dev, queues);
	if (!error)
		dev->queues = queues;
	return error;
}

int uk_blkdev_open_queues(struct uk_blkdev *dev, void *user,
			  unsigned int queues)
{
	int error;

	UK_ASSERT(user);
	if (dev->queues)
		return -EBUSY;
	error = start(dev, queues);
	if (!error)
		dev->user = user;
	return error;
}

int uk_blkdev_open(struct uk_blkdev *dev, void *user, bool shared)
{
	int error = 0;

	if (!shared)
		return uk_blkdev_open_queues(dev, user, 1);
	if (dev->user)
		return -EBUSY;
	if (!dev->queues)
		error = start(dev, 1);
	dev->sharers += !error;
	return error;
}

/* Looks and asks in one step: a completion between them would be the last one. */
static bool wait_wanted(struct uk_blkdev *dev)
{
	unsigned long state = uk_arch_irq_save();
	bool wanted = dev->in_flight != 0;

	if (wanted)
		uk_blkdev_expect(&dev->room);
	uk_arch_irq_restore(state);
	return wanted;
}

/* Nobody else opens it while this waits: it is in use until the end. */
void uk_blkdev_close(struct uk_blkdev *dev, void *user)
{
	UK_ASSERT(dev->queues && (dev->user == user || dev->sharers));
	if (dev->sharers > 1) {
		dev->sharers--;
		return;
	}
	while (wait_wanted(dev))
		uk_blkdev_wait(dev, &dev->room);
	if (dev->sharers > 1) { /* somebody has joined meanwhile */
		dev->sharers--;
		return;
	}
	uk_blkdev_ops(dev)->stop(dev);
	dev->user = NULL;
	dev->resized = NULL;
	dev->sharers = 0;
	dev->queues = 0;
}

int uk_blkdev_interrupt(struct uk_blkdev *dev, unsigned int queue, bool on)
{
	int error = uk_blkdev_ops(dev)->interrupt(dev, queue, on);

	if (!error && !queue)
		dev->polled = !on;
	return error;
}
