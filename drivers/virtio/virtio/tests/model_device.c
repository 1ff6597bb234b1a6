/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * See model_device.h.
 */
#include "model_device.h"

#include <string.h>

static struct model_device *model_of(struct uk_virtio_device *dev)
{
	return UK_CONTAINER_OF(dev, struct model_device, virtio);
}

static uint8_t status(struct uk_virtio_device *dev)
{
	return model_of(dev)->status;
}

static void status_set(struct uk_virtio_device *dev, uint8_t to)
{
	struct model_device *device = model_of(dev);

	if (to == 0 && device->stuck)
		return;
	device->status = to;
	if (to != 0)
		return;
	memset(device->queues, 0, sizeof(device->queues));
	if (device->reset)
		device->reset(device);
}

static uint64_t features(struct uk_virtio_device *dev)
{
	return model_of(dev)->offered;
}

static void features_set(struct uk_virtio_device *dev, uint64_t to)
{
	model_of(dev)->accepted = to;
}

static int config_read(struct uk_virtio_device *dev, size_t offset, void *field,
		       size_t length)
{
	const struct model_device *device = model_of(dev);

	if (offset + length > device->config_size)
		return -EINVAL;
	memcpy(field, device->config + offset, length);
	return 0;
}

static uint32_t config_generation(struct uk_virtio_device *dev __uk_unused)
{
	return 0;
}

static unsigned int queue_max(struct uk_virtio_device *dev, unsigned int index)
{
	const struct model_device *device = model_of(dev);

	return index < device->queue_count ? device->ring : 0;
}

static int queue_enable(struct uk_virtio_device *dev,
			struct uk_virtqueue *queue)
{
	struct model_device *device = model_of(dev);

	if (queue->handler && !device->interrupts--)
		return -ENOSPC;
	queue->doorbell.address = &device->doorbells[queue->index];
	device->queues[queue->index] = queue;
	model_init(&device->models[queue->index], queue,
		   device->accepted & UK_VIRTIO_F_INDIRECT_DESC);
	return 0;
}

static void queue_release(struct uk_virtio_device *dev __uk_unused,
			  struct uk_virtqueue *queue __uk_unused)
{
}

static int config_interrupt(struct uk_virtio_device *dev __uk_unused)
{
	return 0;
}

static const struct uk_virtio_transport transport = {
	.status = status,
	.status_set = status_set,
	.features = features,
	.features_set = features_set,
	.config_read = config_read,
	.config_generation = config_generation,
	.queue_max = queue_max,
	.queue_enable = queue_enable,
	.queue_release = queue_release,
	.config_interrupt = config_interrupt,
};

void model_device_init(struct model_device *device, const char *name,
		       uint32_t id, uint64_t offered, size_t config_size,
		       unsigned int queue_count)
{
	if (config_size > MODEL_CONFIG || queue_count > MODEL_QUEUES)
		__builtin_trap();
	*device = (struct model_device){
		.virtio = { .transport = &transport, .name = name, .id = id },
		.offered = offered | UK_VIRTIO_F_VERSION_1,
		.config_size = config_size,
		.queue_count = queue_count,
		.ring = 64,
		.interrupts = 100,
	};
}

void model_device_config(struct model_device *device, size_t offset,
			 const void *field, size_t length)
{
	memcpy(device->config + offset, field, length);
}

unsigned int model_device_interrupt(struct model_device *device)
{
	unsigned int raised = 0;

	for (unsigned int i = 0; i < MODEL_QUEUES; i++) {
		struct uk_virtqueue *queue = device->queues[i];

		if (queue && model_interrupts(&device->models[i]) &&
		    queue->handler) {
			queue->handler(queue->argument);
			raised++;
		}
	}
	return raised;
}
