/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests are done by copying. Nobody interrupts here: a request is done when it is
 * submitted, or, for those who want to see one in flight, when it is reaped.
 */
#include <uk/alloc.h>
#include <uk/arch/cpu.h>
#include <uk/blkdev_driver.h>
#include <uk/blkram.h>
#include <uk/string.h>

#define DEPTH 64
#define SEGMENTS_MOST 16
#define SEGMENT_MOST (128u << 10)
#define SECTORS_MOST (SEGMENTS_MOST * SEGMENT_MOST / UK_BLK_SECTOR)

static struct uk_blkram *blkram_of(struct uk_blkdev *dev)
{
	return UK_CONTAINER_OF(dev, struct uk_blkram, dev);
}

static void copy(struct uk_blkram *disk, const struct uk_blk_request *request)
{
	char *at = disk->content + request->sector * UK_BLK_SECTOR;

	for (unsigned int i = 0; i < request->segment_count; i++) {
		const struct uk_sgsegment *segment = &request->segments[i];

		if (request->operation == UK_BLK_READ)
			memcpy(segment->base, at, segment->length);
		else
			memcpy(at, segment->base, segment->length);
		at += segment->length;
	}
}

static int perform(struct uk_blkram *disk, const struct uk_blk_request *request)
{
	int error = disk->broken ? -EIO : 0;

	if (!error && disk->fault)
		error = disk->fault(disk, request);
	if (error)
		return error;
	switch (request->operation) {
	case UK_BLK_READ:
	case UK_BLK_WRITE:
		copy(disk, request);
		break;
	case UK_BLK_DISCARD:
	case UK_BLK_WRITE_ZEROES:
		memset(disk->content + request->sector * UK_BLK_SECTOR, 0,
		       request->sectors * UK_BLK_SECTOR);
		break;
	case UK_BLK_FLUSH:
		break;
	}
	return 0;
}

static int start(struct uk_blkdev *dev, unsigned int queues __uk_unused)
{
	return blkram_of(dev)->broken ? -EIO : 0;
}

static void stop(struct uk_blkdev *dev __uk_unused)
{
}

static bool take(struct uk_blkram *disk, struct uk_blk_request *request)
{
	if (disk->held == disk->dev.info.depth)
		return false;
	uk_blkdev_begin(&disk->dev, request);
	if (!disk->is_slow) {
		uk_blkdev_end(&disk->dev, request, perform(disk, request));
		return true;
	}
	request->next = disk->waiting;
	disk->waiting = request;
	disk->held++;
	return true;
}

static int submit(struct uk_blkdev *dev, unsigned int queue __uk_unused,
		  struct uk_blk_request **requests, unsigned int count)
{
	struct uk_blkram *disk = blkram_of(dev);
	unsigned long state = uk_arch_irq_save();
	unsigned int taken;
	int error = 0;

	for (taken = 0; taken < count; taken++) {
		error = disk->broken ? -EIO :
				       uk_blkdev_check(dev, requests[taken]);
		if (error || !take(disk, requests[taken]))
			break;
	}
	if (taken) {
		dev->stats.kicks++;
		uk_blkdev_ended(dev);
	}
	uk_arch_irq_restore(state);
	return taken ? (int)taken : error;
}

static int reap(struct uk_blkdev *dev, unsigned int queue __uk_unused)
{
	struct uk_blkram *disk = blkram_of(dev);
	unsigned long state = uk_arch_irq_save();
	struct uk_blk_request *request;
	int count = 0;

	while ((request = disk->waiting)) {
		disk->waiting = request->next;
		disk->held--;
		uk_blkdev_end(dev, request, perform(disk, request));
		count++;
	}
	uk_blkdev_ended(dev);
	uk_arch_irq_restore(state);
	return !count && disk->broken ? -EIO : count;
}

static int interrupt(struct uk_blkdev *dev, unsigned int queue __uk_unused,
		     bool on __uk_unused)
{
	return blkram_of(dev)->broken ? -EIO : 0;
}

const struct ukblkdev_ops ukblkram_ukblkdev_ops = {
	.driver = "ukblkram",
	.start = start,
	.stop = stop,
	.submit = submit,
	.reap = reap,
	.interrupt = interrupt,
};

static void describe(struct uk_blkdev_info *info,
		     const struct uk_blkram_config *config)
{
	uint32_t block = config->block_size ?: UK_BLK_SECTOR;

	*info = (struct uk_blkdev_info){
		.sectors = UK_ALIGN_DOWN(config->sectors,
					 block / UK_BLK_SECTOR),
		.block_size = block,
		.physical_block_size = block,
		.segments_most = SEGMENTS_MOST,
		.segment_most = SEGMENT_MOST,
		.sectors_most = SECTORS_MOST,
		.discard_most = SECTORS_MOST,
		.zeroes_most = SECTORS_MOST,
		.queues = 1,
		.depth = config->depth ?: DEPTH,
		.read_only = config->read_only,
		.volatile_cache = config->volatile_cache,
		.serial = "ukblkram",
	};
}

struct uk_blkram *uk_blkram_create(const struct uk_blkram_config *config)
{
	struct uk_alloc *a = config->allocator ?: uk_alloc_default();
	struct uk_blkram *disk = uk_calloc(a, 1, sizeof(*disk));

	if (!disk)
		return NULL;
	disk->content = config->content ?:
				uk_calloc(a, config->sectors, UK_BLK_SECTOR);
	if (!disk->content) {
		uk_free(a, disk);
		return NULL;
	}
	describe(&disk->dev.info, config);
	disk->dev.ops = &ukblkram_ukblkdev_ops;
	disk->dev.allocator = a;
	uk_blkdev_register(&disk->dev);
	return disk;
}
