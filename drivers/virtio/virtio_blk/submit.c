/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests to the device (virtio 1.2 section 5.2.6): a header, the caller's memory, a byte
 * for the answer.
 */
#include <uk/arch/cpu.h>

#include "virtio_blk.h"

/* With a descriptor for each part, where the queue has no table left. */
static __uk_noinline int add_parts(struct virtio_blk_queue *queue,
				   struct uk_blk_request *request,
				   const struct uk_sgsegment *middle,
				   unsigned int count, bool is_read)
{
	struct virtio_blk_own *own = virtio_blk_own(request);
	struct uk_sgsegment *chain = queue->blk->chain;
	unsigned int readable = is_read ? 1 : 1 + count;

	chain[0].base = &own->header;
	chain[0].length = sizeof(own->header);
	for (unsigned int i = 0; i < count; i++)
		chain[1 + i] = middle[i];
	chain[1 + count].base = &own->status;
	chain[1 + count].length = sizeof(own->status);
	return uk_virtqueue_add(queue->ring, chain, readable,
				AROUND + count - readable, request);
}

/* `middle` was checked. 0, or what uk_virtqueue_add() says. */
static int add(struct virtio_blk_queue *queue, struct uk_blk_request *request,
	       uint32_t type, const struct uk_sgsegment *middle,
	       unsigned int count)
{
	struct virtio_blk_own *own = virtio_blk_own(request);
	struct uk_virtqueue *ring = queue->ring;
	struct uk_virtqueue_descriptor *table = uk_virtqueue_table(ring);
	bool is_read = type == TYPE_IN;
	uint32_t limit = sizeof(own->status) + 1;

	own->header.type = type;
	own->header.reserved = 0;
	own->status = STATUS_NONE;
	if (UK_UNLIKELY(!table))
		return add_parts(queue, request, middle, count, is_read);
	uk_virtqueue_table_put(ring, table, 0, &own->header,
			       sizeof(own->header), false);
	for (unsigned int i = 0; i < count; i++)
		uk_virtqueue_table_put(ring, table, 1 + i, middle[i].base,
				       (uint32_t)middle[i].length, is_read);
	uk_virtqueue_table_put(ring, table, 1 + count, &own->status,
			       sizeof(own->status), true);
	if (is_read)
		limit += (uint32_t)(request->sectors * UK_BLK_SECTOR);
	uk_virtqueue_add_table(ring, table, AROUND + count, limit, request);
	return 0;
}

static int add_transfer(struct virtio_blk_queue *queue,
			struct uk_blk_request *request)
{
	struct virtio_blk_own *own = virtio_blk_own(request);

	own->header.sector = request->sector;
	own->must_flush = (request->flags & UK_BLK_FUA) &&
			  queue->blk->blkdev.info.volatile_cache;
	return add(queue, request,
		   request->operation == UK_BLK_READ ? TYPE_IN : TYPE_OUT,
		   request->segments, request->segment_count);
}

static int add_range(struct virtio_blk_queue *queue,
		     struct uk_blk_request *request)
{
	struct virtio_blk_own *own = virtio_blk_own(request);
	const struct uk_sgsegment range = { &own->range, sizeof(own->range) };
	bool may_unmap = (request->flags & UK_BLK_UNMAP) &&
			 queue->blk->zeroes_unmap;

	own->header.sector = 0;
	own->must_flush = false;
	own->range.sector = request->sector;
	own->range.sectors = (uint32_t)request->sectors;
	own->range.flags = may_unmap ? RANGE_UNMAP : 0;
	return add(queue, request,
		   request->operation == UK_BLK_DISCARD ? TYPE_DISCARD :
							  TYPE_WRITE_ZEROES,
		   &range, 1);
}

static int add_flush(struct virtio_blk_queue *queue,
		     struct uk_blk_request *request)
{
	struct virtio_blk_own *own = virtio_blk_own(request);

	own->header.sector = 0;
	own->must_flush = false;
	return add(queue, request, TYPE_FLUSH, NULL, 0);
}

/* 0, or what uk_virtqueue_add() says: there is no room, or the queue is broken. */
static int take(struct virtio_blk_queue *queue, struct uk_blk_request *request)
{
	struct uk_blkdev *dev = &queue->blk->blkdev;
	int error;

	switch (request->operation) {
	case UK_BLK_READ:
	case UK_BLK_WRITE:
		error = add_transfer(queue, request);
		break;
	case UK_BLK_FLUSH:
		if (!dev->info.volatile_cache) {
			uk_blkdev_begin(dev, request);
			uk_blkdev_end(dev, request, 0);
			return 0;
		}
		error = add_flush(queue, request);
		break;
	default:
		error = add_range(queue, request);
	}
	if (!error)
		uk_blkdev_begin(dev, request);
	return error;
}

static void publish(struct virtio_blk_queue *queue)
{
	if (uk_virtqueue_publish(queue->ring)) {
		queue->blk->blkdev.stats.kicks++;
		uk_virtqueue_kick(queue->ring);
	}
}

int virtio_blk_submit(struct uk_blkdev *dev, unsigned int number,
		      struct uk_blk_request **requests, unsigned int count)
{
	struct virtio_blk *blk = virtio_blk_of(dev);
	struct virtio_blk_queue *queue = &blk->queues[number];
	unsigned long state;
	unsigned int taken;
	int error = 0;

	/* Without interrupts: completions use the same queue. */
	state = uk_arch_irq_save();
	for (taken = 0; taken < count; taken++) {
		error = blk->broken ? -EIO :
				      uk_blkdev_check(dev, requests[taken]);
		if (!error)
			error = take(queue, requests[taken]);
		if (error)
			break;
	}
	if (taken)
		publish(queue);
	if (error == -EIO)
		virtio_blk_break(blk);
	uk_arch_irq_restore(state);
	return taken || error == -ENOSPC ? (int)taken : error;
}

int virtio_blk_submit_flush(struct virtio_blk_queue *queue,
			    struct uk_blk_request *request)
{
	int error = add_flush(queue, request);

	if (!error)
		publish(queue);
	return error;
}
