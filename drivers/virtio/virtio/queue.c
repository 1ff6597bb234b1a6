/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The virtqueues of a device: made as was negotiated, and told to it.
 */
#include "private.h"

#include <uk/bitops.h>
#include <uk/virtio.h>

#define MOST_DESCRIPTORS 32768u

unsigned int uk_virtio_queue_max(struct uk_virtio_device *dev,
				 unsigned int index)
{
	unsigned int most = dev->transport->queue_max(dev, index);

	/* A packed ring's size may be any number (2.8.10.1). */
	return most ? 1u << uk_fls(UK_MIN(most, MOST_DESCRIPTORS)) : 0;
}

int uk_virtio_queue_create(struct uk_virtio_device *dev, unsigned int index,
			   const struct uk_virtqueue_config *config,
			   struct uk_virtqueue **result)
{
	struct virtqueue_features features = {
		.packed = uk_virtio_has(dev, UK_VIRTIO_F_RING_PACKED),
		.event_index = uk_virtio_has(dev, UK_VIRTIO_F_EVENT_IDX),
		.indirect = uk_virtio_has(dev, UK_VIRTIO_F_INDIRECT_DESC),
	};
	unsigned int most = uk_virtio_queue_max(dev, index);
	struct uk_virtqueue_config actual = *config;
	struct uk_virtqueue *queue;
	int error;

	if (!most || index > UINT16_MAX)
		return -ENODEV;
	if (!actual.size)
		actual.size = (uint16_t)most;
	if (actual.size > most)
		return -EINVAL;
	error = virtqueue_create(dev->allocator, &actual, features, &queue);
	if (error)
		return error;
	queue->index = (uint16_t)index;
	queue->name = dev->name;
	error = dev->transport->queue_enable(dev, queue);
	if (error) {
		virtqueue_destroy(dev->allocator, queue);
		return error;
	}
	queue->next = dev->queues;
	/* An interrupt for the transport may walk along the list. */
	uk_store_release(&dev->queues, queue);
	*result = queue;
	return 0;
}

void uk_virtio_queue_destroy(struct uk_virtio_device *dev,
			     struct uk_virtqueue *queue)
{
	struct uk_virtqueue **link = &dev->queues;

	dev->transport->queue_release(dev, queue);
	while (*link != queue)
		link = &(*link)->next;
	uk_store_release(link, queue->next);
	virtqueue_destroy(dev->allocator, queue);
}
