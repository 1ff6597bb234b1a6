/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The 9P transport: messages go through one queue, each with memory for its answer. The
 * virtio specification has only the device's number (1.2 section 5); its
 * configuration is that of Linux's virtio_9p.h: tag_len[2] tag[tag_len].
 *
 * The queue is shared with the interrupt handler: threads disable interrupts.
 */
#include <uk/9p_transport.h>
#include <uk/alloc.h>
#include <uk/arch/cpu.h>
#include <uk/print.h>
#include <uk/string.h>
#include <uk/virtio.h>
#include <uk/virtqueue.h>

#define F_MOUNT_TAG UK_VIRTIO_FEATURE(0)
#define CONFIG_TAG_LENGTH 0
#define CONFIG_TAG 2

/* Segments of a request, its data in 8 of them beside 2 of its own; and how many requests take
 * one descriptor each, where the device allows for that
 */
#define SEGMENTS 10
#define TABLES 32

struct virtio_9p {
	struct uk_9p_channel channel;
	struct uk_virtio_device *virtio;
	struct uk_virtqueue *queue;
	bool broken; /* until it is started again */
	bool lost;   /* it did not answer a reset: never again */
};

static struct virtio_9p *of(struct uk_9p_channel *channel)
{
	return UK_CONTAINER_OF(channel, struct virtio_9p, channel);
}

static void finish(void *cookie, int64_t result)
{
	struct uk_9p_request *request = cookie;

	request->result = result;
	request->done(request);
}

static void complete(struct virtio_9p *device)
{
	uint32_t written;
	void *cookie;

	while ((cookie = uk_virtqueue_take(device->queue, &written)))
		finish(cookie, written);
}

static void interrupt(void *argument)
{
	struct virtio_9p *device = argument;

	do
		complete(device);
	while (!uk_virtqueue_interrupt_enable(device->queue));
}

static int make_queue(struct virtio_9p *device)
{
	struct uk_virtio_device *virtio = device->virtio;
	bool tables = uk_virtio_has(virtio, UK_VIRTIO_F_INDIRECT_DESC);
	struct uk_virtqueue_config config = {
		.segments = SEGMENTS,
		.tables = tables ? TABLES : 0,
		.handler = interrupt,
		.argument = device,
	};
	unsigned int size = uk_virtio_queue_max(virtio, 0);
	int error;

	/* A chain is no longer than the queue (2.7.5.3.1). */
	if (size < 2 * SEGMENTS) {
		uk_pr_err("%s has a queue of %u descriptors; it takes %u\n",
			  virtio->name, size, 2 * SEGMENTS);
		return -EINVAL;
	}
	error = uk_virtio_queue_create(virtio, 0, &config, &device->queue);
	if (error)
		return error;
	device->channel.depth = tables ? UK_MIN(size, (unsigned int)TABLES) :
					 size / SEGMENTS;
	device->channel.segments_most = SEGMENTS;
	return 0;
}

/* After a reset: nobody waits for what will not come. */
static void give_up(struct virtio_9p *device)
{
	unsigned long state = uk_arch_irq_save();
	void *cookie;

	while ((cookie = uk_virtqueue_detach(device->queue)))
		finish(cookie, -EIO);
	uk_arch_irq_restore(state);
}

static int stop(struct uk_9p_channel *channel)
{
	struct virtio_9p *device = of(channel);

	if (device->lost || uk_virtio_reset(device->virtio)) {
		/* It may still write into what it has. */
		device->lost = device->broken = true;
		return -EIO;
	}
	give_up(device);
	uk_virtio_queue_destroy(device->virtio, device->queue);
	return 0;
}

static int start(struct uk_9p_channel *channel)
{
	struct virtio_9p *device = of(channel);
	int error;

	if (device->lost)
		return -EIO;
	error = uk_virtio_begin(device->virtio);
	if (error)
		return error;
	error = uk_virtio_negotiate(device->virtio, F_MOUNT_TAG, 0);
	if (error)
		return error;
	error = make_queue(device);
	if (error) {
		uk_virtio_fail(device->virtio);
		return error;
	}
	device->broken = false;
	error = uk_virtio_start(device->virtio);
	if (error) {
		stop(channel);
		return error;
	}
	/* An answer that came before is seen by whoever waits for it. */
	uk_virtqueue_interrupt_enable(device->queue);
	return 0;
}

static int submit(struct uk_9p_channel *channel, struct uk_9p_request *request)
{
	struct virtio_9p *device = of(channel);
	unsigned long state;
	int error;

	if (UK_UNLIKELY(device->broken))
		return -EIO;
	state = uk_arch_irq_save();
	error = uk_virtqueue_add(device->queue, request->segments, request->out,
				 request->in, request);
	if (UK_LIKELY(!error) && uk_virtqueue_publish(device->queue))
		uk_virtqueue_kick(device->queue);
	uk_arch_irq_restore(state);
	return error;
}

static void check(struct uk_9p_channel *channel)
{
	struct virtio_9p *device = of(channel);
	unsigned long state;

	if (device->broken)
		return;
	state = uk_arch_irq_save();
	complete(device);
	if (uk_virtqueue_publish(device->queue))
		uk_virtqueue_kick(device->queue);
	device->broken = uk_virtqueue_broken(device->queue) ||
			 uk_virtio_needs_reset(device->virtio);
	uk_arch_irq_restore(state);
	if (!device->broken)
		return;
	if (uk_virtio_reset(device->virtio)) {
		device->lost = true;
		uk_pr_err("%s failed and does not stop: what waits for '%s' "
			  "waits for ever\n",
			  device->virtio->name, channel->tag);
		return;
	}
	uk_pr_err("%s failed: '%s' gives errors until it is mounted again\n",
		  device->virtio->name, channel->tag);
	give_up(device);
}

static const struct uk_9p_channel_ops ops = {
	.driver = "virtio_9p",
	.start = start,
	.stop = stop,
	.submit = submit,
	.check = check,
};

static int read_tag(struct uk_virtio_device *virtio, char *tag)
{
	uint16_t length = 0;
	int error = uk_virtio_config_read(virtio, CONFIG_TAG_LENGTH, &length,
					  sizeof(length));

	if (error)
		return error;
	if (!(virtio->offered & F_MOUNT_TAG) || length < 1 ||
	    length > UK_9P_TAG_MOST) {
		uk_pr_err("%s has a tag of %u bytes; give it one of 1 to %u "
			  "(QEMU: mount_tag=)\n",
			  virtio->name, length, UK_9P_TAG_MOST);
		return -EINVAL;
	}
	/* by bytes: other fields would have to be aligned */
	for (unsigned int i = 0; i < length && !error; i++)
		error = uk_virtio_config_read(virtio, CONFIG_TAG + i, &tag[i],
					      1);
	return error;
}

static int probe(struct uk_virtio_device *virtio)
{
	struct virtio_9p *device = uk_calloc(virtio->allocator, 1,
					     sizeof(*device));
	int error;

	if (!device)
		return -ENOMEM;
	device->virtio = virtio;
	device->channel.ops = &ops;
	error = read_tag(virtio, device->channel.tag);
	if (error) {
		uk_free(virtio->allocator, device);
		return error;
	}
	virtio->driver = device;
	uk_9p_channel_register(&device->channel);
	return 0;
}

UK_VIRTIO_DRIVER(virtio_9p, .id = UK_VIRTIO_ID_9P, .probe = probe);
