/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds the disks in the boot page, and registers them; from one that was found to one that
 * runs, and back.
 */
#include <uk/alloc.h>
#include <uk/init.h>
#include <uk/print.h>
#include <uk/string.h>

#include "ukvm_block.h"

#define PHYSICAL_BLOCK 4096 /* a page of the host's cache */

static int start(struct uk_blkdev *dev, unsigned int queues)
{
	struct ukvm_block *block = ukvm_block_of(dev);
	int error = uk_ukvm_requests_open(&block->requests, dev->allocator,
					  block->device, RING_ENTRIES,
					  ukvm_block_event, block);

	(void)queues;
	if (error)
		uk_pr_err("%s: the monitor makes no ring, error %d\n",
			  dev->name, -error);
	return error;
}

static void stop(struct uk_blkdev *dev)
{
	uk_ukvm_requests_close(&ukvm_block_of(dev)->requests, dev->allocator);
}

const struct ukblkdev_ops ukvm_block_ukblkdev_ops = {
	.driver = "ukvm_block",
	.start = start,
	.stop = stop,
	.submit = ukvm_block_submit,
	.reap = ukvm_block_reap,
	.interrupt = ukvm_block_interrupt,
};

static void describe(struct uk_blkdev_info *info,
		     const struct ukvm_device *device)
{
	bool read_only = device->flags & UKVM_BLOCK_READ_ONLY;

	info->sectors = device->value / UK_BLK_SECTOR;
	info->block_size = UK_BLK_SECTOR;
	info->physical_block_size = PHYSICAL_BLOCK;
	info->segments_most = UKVM_PARTS_MOST;
	info->segment_most = TRANSFER_MOST;
	info->sectors_most = TRANSFER_MOST / UK_BLK_SECTOR;
	if (!read_only)
		info->discard_most = info->zeroes_most =
			ZERO_MOST / UK_BLK_SECTOR;
	info->queues = 1;
	info->depth = RING_ENTRIES;
	info->read_only = read_only;
	info->volatile_cache = !read_only;
	memcpy(info->serial, device->label, sizeof(info->serial) - 1);
}

static int add(unsigned int index, const struct ukvm_device *device)
{
	struct uk_alloc *a = uk_alloc_default();
	struct ukvm_block *block = uk_calloc(a, 1, sizeof(*block));

	if (!block)
		return -ENOMEM;
	block->device = index;
	block->blkdev.ops = &ukvm_block_ukblkdev_ops;
	block->blkdev.allocator = a;
	describe(&block->blkdev.info, device);
	uk_blkdev_register(&block->blkdev);
	return 0;
}

static int ukvm_block_find(void)
{
	int error = 0;

	for (unsigned int i = 0; i < uk_ukvm_boot->device_count && !error; i++)
		if (!strncmp(uk_ukvm_boot->devices[i].name, "block",
			     UKVM_DEVICE_NAME))
			error = add(i, &uk_ukvm_boot->devices[i]);
	return error;
}
UK_INIT(device, ukvm_block_find);
