/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the device has done, and what it says of itself: in its interrupts, or when
 * somebody polls.
 */
#include <uk/arch/cpu.h>
#include <uk/print.h>

#include "virtio_blk.h"

void virtio_blk_break(struct virtio_blk *blk)
{
	if (blk->broken)
		return;
	blk->broken = true;
	/* If it does not stop it may still write into what it has; yet nobody
	 * must wait for that for ever.
	 */
	blk->lost = uk_virtio_reset(blk->virtio) != 0;
	for (unsigned int i = 0; i < blk->queue_count; i++) {
		struct uk_blk_request *request;

		while ((request = uk_virtqueue_detach(blk->queues[i].ring)))
			uk_blkdev_end(&blk->blkdev, request, -EIO);
	}
	uk_blkdev_ended(&blk->blkdev);
}

static void wrong_answer(struct virtio_blk *blk, uint8_t status)
{
	uk_pr_err("%s answers a request with status %u, which does not exist; "
		  "it is not used until it is opened again\n",
		  blk->virtio->name, status);
	virtio_blk_break(blk);
}

/* A device must not be believed about bytes that it did not write (2.7.8.2). */
static bool is_short(const struct uk_blk_request *request, uint32_t written)
{
	return request->operation == UK_BLK_READ &&
	       written < request->sectors * UK_BLK_SECTOR;
}

static int result_of(const struct uk_blk_request *request, uint8_t status,
		     uint32_t written)
{
	switch (status) {
	case STATUS_OK:
		return is_short(request, written) ? -EIO : 0;
	case STATUS_UNSUPP:
		return -EOPNOTSUPP;
	default:
		return -EIO;
	}
}

static void finish(struct virtio_blk_queue *queue,
		   struct uk_blk_request *request, uint32_t written)
{
	struct virtio_blk_own *own = virtio_blk_own(request);
	/* once, for the device may write it again */
	uint8_t status = uk_load_acquire(&own->status);
	int result = result_of(request, status, written);

	if (!result && own->must_flush) {
		result = virtio_blk_submit_flush(queue, request);
		if (!result)
			return;
	}
	uk_blkdev_end(&queue->blk->blkdev, request, result);
	if (UK_UNLIKELY(status > STATUS_UNSUPP))
		wrong_answer(queue->blk, status);
}

/* Interrupts are disabled. How many were done. */
static int finish_all(struct virtio_blk_queue *queue)
{
	struct virtio_blk *blk = queue->blk;
	struct uk_blk_request *request;
	uint32_t written;
	int count = 0;

	while ((request = uk_virtqueue_take(queue->ring, &written))) {
		finish(queue, request, written);
		count++;
	}
	if (UK_UNLIKELY(uk_virtqueue_broken(queue->ring)))
		virtio_blk_break(blk);
	if (count)
		uk_blkdev_ended(&blk->blkdev);
	return count;
}

int virtio_blk_reap(struct uk_blkdev *dev, unsigned int number)
{
	struct virtio_blk *blk = virtio_blk_of(dev);
	struct virtio_blk_queue *queue = &blk->queues[number];
	unsigned long state = uk_arch_irq_save();
	int count = finish_all(queue);

	/* whether the device waits for what it was not told of */
	if (!count && uk_virtqueue_publish(queue->ring)) {
		dev->stats.kicks++;
		uk_virtqueue_kick(queue->ring);
	}
	uk_arch_irq_restore(state);
	return !count && blk->broken ? -EIO : count;
}

/* Goes on until nothing is left that there will be no interrupt for. */
static void finish_until_armed(struct virtio_blk_queue *queue)
{
	do
		finish_all(queue);
	while (!uk_virtqueue_interrupt_enable(queue->ring));
}

/* Also runs when another queue shares the vector. */
void virtio_blk_queue_event(void *argument)
{
	struct virtio_blk_queue *queue = argument;

	queue->blk->blkdev.stats.interrupts++;
	if (queue->polled || queue->blk->broken)
		uk_virtqueue_interrupt_disable(queue->ring);
	else
		finish_until_armed(queue);
}

int virtio_blk_interrupt(struct uk_blkdev *dev, unsigned int number, bool on)
{
	struct virtio_blk *blk = virtio_blk_of(dev);
	struct virtio_blk_queue *queue = &blk->queues[number];
	unsigned long state = uk_arch_irq_save();

	queue->polled = !on;
	if (on)
		finish_until_armed(queue);
	else
		uk_virtqueue_interrupt_disable(queue->ring);
	uk_arch_irq_restore(state);
	return blk->broken ? -EIO : 0;
}

/* The size has changed (section 5.2.5.2), or the device needs a reset. */
void virtio_blk_config_event(void *argument)
{
	struct virtio_blk *blk = argument;
	struct uk_blkdev *dev = &blk->blkdev;
	uint64_t before = dev->info.sectors;

	if (uk_virtio_needs_reset(blk->virtio)) {
		uk_pr_err("%s met an error; it is not used until it is opened "
			  "again\n", blk->virtio->name);
		virtio_blk_break(blk);
		return;
	}
	if (!virtio_blk_read_size(blk) && dev->info.sectors != before &&
	    dev->resized)
		dev->resized(dev, dev->resized_argument);
}
