/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests for those who wait: any number of them through a queue that holds fewer, and
 * any length in pieces that the device can do.
 */
#include <uk/arch/cpu.h>
#include <uk/blkdev_driver.h>

/* Requests that one call has in flight at a time: enough for the device to have the
 * next before it is done with one. They lie on the stack.
 */
#define PIECES 4

/* How many of them the queue takes, or the error of the first. Where it is full, this
 * waits for a completion: none can come between the two, as interrupts are disabled.
 */
static int submit_some(struct uk_blkdev *dev, struct uk_blk_request **requests,
		       unsigned int count)
{
	unsigned long state = uk_arch_irq_save();
	int taken = uk_blkdev_submit(dev, 0, requests, count);

	if (!taken)
		uk_blkdev_expect(&dev->room);
	uk_arch_irq_restore(state);
	if (!taken)
		uk_blkdev_wait(dev, &dev->room);
	return taken;
}

static void refuse(struct uk_blk_request *request, int error)
{
	unsigned long state = uk_arch_irq_save();

	request->result = error;
	request->done(request);
	uk_arch_irq_restore(state);
}

void uk_blkdev_submit_all(struct uk_blkdev *dev,
			  struct uk_blk_request *requests, unsigned int count)
{
	struct uk_blk_request *batch[PIECES];

	while (count) {
		unsigned int many = UK_MIN(count, (unsigned int)PIECES);
		int taken;

		for (unsigned int i = 0; i < many; i++)
			batch[i] = &requests[i];
		taken = submit_some(dev, batch, many);
		if (taken < 0) {
			refuse(requests, taken);
			taken = 1;
		}
		requests += taken;
		count -= (unsigned int)taken;
	}
}

/* What one call waits for */
struct batch {
	struct uk_blkdev_event event;
	unsigned int left;
};

static void one_done(struct uk_blk_request *request)
{
	struct batch *batch = request->argument;

	if (!--batch->left)
		uk_blkdev_happened(&batch->event);
}

int uk_blkdev_do(struct uk_blkdev *dev, struct uk_blk_request *requests,
		 unsigned int count)
{
	struct batch batch = { .event.pending = 1, .left = count };

	if (!count)
		return 0;
	for (unsigned int i = 0; i < count; i++) {
		requests[i].done = one_done;
		requests[i].argument = &batch;
	}
	uk_blkdev_submit_all(dev, requests, count);
	uk_blkdev_wait(dev, &batch.event);
	for (unsigned int i = 0; i < count; i++)
		if (requests[i].result)
			return requests[i].result;
	return 0;
}

/* What is left of a long one; `memory` is NULL where the operation has none. */
struct rest {
	enum uk_blk_operation operation;
	uint32_t flags;
	uint64_t sector, sectors;
	char *memory;
	uint64_t most; /* sectors of one piece */
};

/* Makes a piece of what is left. */
static void cut(struct rest *rest, struct uk_blk_request *request,
		struct uk_sgsegment *segment)
{
	uint64_t sectors = UK_MIN(rest->sectors, rest->most);

	request->operation = rest->operation;
	request->flags = rest->flags;
	request->sector = rest->sector;
	request->sectors = sectors;
	request->segments = segment;
	request->segment_count = rest->memory != NULL;
	rest->sector += sectors;
	rest->sectors -= sectors;
	if (!rest->memory)
		return;
	segment->base = rest->memory;
	segment->length = sectors * UK_BLK_SECTOR;
	rest->memory += segment->length;
}

static int in_pieces(struct uk_blkdev *dev, struct rest rest)
{
	struct uk_blk_request requests[PIECES];
	struct uk_sgsegment segments[PIECES];
	int error = 0;

	while (rest.sectors && !error) {
		unsigned int count = 0;

		for (; count < PIECES && rest.sectors; count++)
			cut(&rest, &requests[count], &segments[count]);
		error = uk_blkdev_do(dev, requests, count);
	}
	return error;
}

static int transfer(struct uk_blkdev *dev, enum uk_blk_operation operation,
		    uint64_t sector, void *memory, size_t length,
		    uint32_t flags)
{
	uint64_t most = dev->info.segment_most / UK_BLK_SECTOR;

	if (length & (dev->info.block_size - 1) || (length && !memory))
		return -EINVAL;
	return in_pieces(dev, (struct rest){
				      .operation = operation,
				      .flags = flags,
				      .sector = sector,
				      .sectors = length / UK_BLK_SECTOR,
				      .memory = memory,
				      .most = UK_MIN(most,
						     dev->info.sectors_most),
			      });
}

int uk_blkdev_read(struct uk_blkdev *dev, uint64_t sector, void *to,
		   size_t length)
{
	return transfer(dev, UK_BLK_READ, sector, to, length, 0);
}

int uk_blkdev_write(struct uk_blkdev *dev, uint64_t sector, const void *from,
		    size_t length, uint32_t flags)
{
	return transfer(dev, UK_BLK_WRITE, sector, (void *)from, length, flags);
}

int uk_blkdev_flush(struct uk_blkdev *dev)
{
	struct uk_blk_request request = { .operation = UK_BLK_FLUSH };

	return uk_blkdev_do(dev, &request, 1);
}

/* Pieces of `most` sectors, which is 0 where the device cannot */
static int of_range(struct uk_blkdev *dev, enum uk_blk_operation operation,
		    uint64_t sector, uint64_t sectors, uint64_t most,
		    uint32_t flags)
{
	if (!most)
		return -EOPNOTSUPP;
	return in_pieces(dev, (struct rest){ .operation = operation,
					     .flags = flags,
					     .sector = sector,
					     .sectors = sectors,
					     .most = most });
}

int uk_blkdev_discard(struct uk_blkdev *dev, uint64_t sector, uint64_t sectors)
{
	return of_range(dev, UK_BLK_DISCARD, sector, sectors,
			dev->info.discard_most, 0);
}

int uk_blkdev_write_zeroes(struct uk_blkdev *dev, uint64_t sector,
			   uint64_t sectors, uint32_t flags)
{
	return of_range(dev, UK_BLK_WRITE_ZEROES, sector, sectors,
			dev->info.zeroes_most, flags);
}
