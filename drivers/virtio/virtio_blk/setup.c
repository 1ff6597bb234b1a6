/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From a disk that was found to one that runs, and back (virtio 1.2 sections 3.1 and
 * 5.2.5). It is negotiated with when somebody opens it.
 */
#include <uk/alloc.h>
#include <uk/arch/cpu.h>
#include <uk/print.h>
#include <uk/time.h>

#include "virtio_blk.h"

#define PATIENCE (5 * UK_TIME_SECOND) /* a device answers in microseconds */

const struct ukblkdev_ops virtio_blk_ukblkdev_ops = {
	.driver = "virtio_blk",
	.start = virtio_blk_start,
	.stop = virtio_blk_stop,
	.submit = virtio_blk_submit,
	.reap = virtio_blk_reap,
	.interrupt = virtio_blk_interrupt,
};

static int probe(struct uk_virtio_device *virtio)
{
	struct uk_alloc *a = virtio->allocator;
	struct virtio_blk *blk = uk_calloc(a, 1, sizeof(*blk));
	int error;

	if (!blk)
		return -ENOMEM;
	blk->virtio = virtio;
	blk->blkdev.ops = &virtio_blk_ukblkdev_ops;
	blk->blkdev.allocator = a;
	error = virtio_blk_describe(blk);
	if (error) {
		uk_free(a, blk);
		return error;
	}
	virtio->driver = blk;
	uk_blkdev_register(&blk->blkdev);
	return 0;
}

UK_VIRTIO_DRIVER(virtio_blk, .id = UK_VIRTIO_ID_BLOCK, .probe = probe);

static int create_queue(struct virtio_blk *blk, unsigned int index)
{
	struct virtio_blk_queue *queue = &blk->queues[index];
	const struct uk_virtqueue_config config = {
		.size = (uint16_t)virtio_blk_ring(blk),
		.segments = (uint16_t)(blk->blkdev.info.segments_most + AROUND),
		.tables = TABLES,
		.handler = virtio_blk_queue_event,
		.argument = queue,
	};
	int error = uk_virtio_queue_create(blk->virtio, index, &config,
					   &queue->ring);

	queue->blk = blk;
	queue->polled = true; /* at first */
	blk->queue_count += !error;
	return error;
}

/* Section 5.2.6: up to 20 bytes; those that are no text are shown as such. */
static void keep_serial(struct virtio_blk *blk)
{
	char *to = blk->blkdev.info.serial;

	for (unsigned int i = 0; i < ID_BYTES && blk->id[i]; i++)
		*to++ = blk->id[i] > ' ' && blk->id[i] <= '~' ? blk->id[i] :
								 '?';
	*to = '\0';
}

/* Before interrupts are enabled. A device that does not know the question has no
 * serial.
 */
static int ask_serial(struct virtio_blk *blk)
{
	struct uk_virtqueue *ring = blk->queues[0].ring;
	struct virtio_blk_own *question = &blk->question;
	struct uk_sgsegment segments[] = {
		{ &question->header, sizeof(question->header) },
		{ blk->id, sizeof(blk->id) },
		{ &question->status, sizeof(question->status) },
	};
	uint64_t end = uk_time_deadline(PATIENCE);
	uint32_t written;
	int error;

	if (blk->knows_serial)
		return 0;
	question->header = (struct virtio_blk_header){ .type = TYPE_GET_ID };
	question->status = STATUS_NONE;
	error = uk_virtqueue_add(ring, segments, 1, 2, question);
	if (error)
		return error;
	if (uk_virtqueue_publish(ring))
		uk_virtqueue_kick(ring);
	while (!uk_virtqueue_take(ring, &written)) {
		if (uk_virtqueue_broken(ring) || uk_time_monotonic() >= end) {
			uk_pr_err("%s does not say what its serial number is\n",
				  blk->virtio->name);
			return -EIO;
		}
		uk_arch_spin_hint();
	}
	if (uk_load_acquire(&question->status) == STATUS_OK)
		keep_serial(blk);
	blk->knows_serial = true;
	return 0;
}

static int start(struct virtio_blk *blk, unsigned int queues)
{
	struct uk_virtio_device *virtio = blk->virtio;
	int error = uk_virtio_begin(virtio);

	if (error)
		return error;
	error = uk_virtio_negotiate(virtio, 0,
				    F_SIZE_MAX | F_SEG_MAX | F_RO | F_BLK_SIZE |
					    F_FLUSH | F_TOPOLOGY |
					    F_CONFIG_WCE | F_DISCARD |
					    F_WRITE_ZEROES |
					    (queues > 1 ? F_MQ : 0));
	/* It may be another now than when it was found. */
	if (!error)
		error = virtio_blk_describe(blk);
	if (!error && queues > blk->blkdev.info.queues)
		error = -ENOTSUP;
	for (unsigned int i = 0; i < queues && !error; i++)
		error = create_queue(blk, i);
	if (error)
		return error;
	virtio->config_changed = virtio_blk_config_event;
	virtio->config_argument = blk;
	error = uk_virtio_start(virtio);
	return error ? error : ask_serial(blk);
}

int virtio_blk_start(struct uk_blkdev *dev, unsigned int queues)
{
	struct virtio_blk *blk = virtio_blk_of(dev);
	int error;

	if (blk->lost)
		return -EIO;
	blk->queues = uk_calloc(dev->allocator, queues, sizeof(*blk->queues));
	if (!blk->queues)
		return -ENOMEM;
	blk->broken = false;
	error = start(blk, queues);
	for (unsigned int i = 0; i < queues && !error; i++)
		error = virtio_blk_interrupt(dev, i, true);
	if (error)
		virtio_blk_stop(dev);
	return error;
}

void virtio_blk_stop(struct uk_blkdev *dev)
{
	struct virtio_blk *blk = virtio_blk_of(dev);

	if (uk_virtio_reset(blk->virtio)) {
		/* It may still write into what it has: that is lost. */
		blk->lost = blk->broken = true;
		return;
	}
	while (blk->queue_count)
		uk_virtio_queue_destroy(blk->virtio,
					blk->queues[--blk->queue_count].ring);
	uk_free(dev->allocator, blk->queues);
	blk->queues = NULL;
}
