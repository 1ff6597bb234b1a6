/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The transport's operations, on registers in the device's memory (virtio 1.2,
 * sections 4.1.4 and 4.1.5).
 */
#include <uk/print.h>
#include <uk/virtio_transport.h>
#include <uk/virtqueue.h>

#include "private.h"

static uint8_t status(struct uk_virtio_device *dev)
{
	return virtio_pci_of(dev)->common->status;
}

static void status_set(struct uk_virtio_device *dev, uint8_t value)
{
	virtio_pci_of(dev)->common->status = value;
}

static uint64_t features(struct uk_virtio_device *dev)
{
	volatile struct virtio_pci_common *common = virtio_pci_of(dev)->common;
	uint64_t value;

	common->device_feature_select = 1;
	value = (uint64_t)common->device_feature << 32;
	common->device_feature_select = 0;
	return value | common->device_feature;
}

static void features_set(struct uk_virtio_device *dev, uint64_t value)
{
	volatile struct virtio_pci_common *common = virtio_pci_of(dev)->common;

	common->driver_feature_select = 0;
	common->driver_feature = (uint32_t)value;
	common->driver_feature_select = 1;
	common->driver_feature = (uint32_t)(value >> 32);
}

/* Where a field of the device's own configuration is, or NULL. */
static volatile uint8_t *field_at(struct uk_virtio_device *dev, size_t offset,
				  size_t length)
{
	struct virtio_pci *device = virtio_pci_of(dev);

	if (!device->config || length > device->config_bytes ||
	    offset > device->config_bytes - length)
		return NULL;
	return device->config + offset;
}

static int config_read(struct uk_virtio_device *dev, size_t offset, void *field,
		       size_t length)
{
	volatile uint8_t *at = field_at(dev, offset, length);

	if (!at)
		return -EINVAL;
	uk_virtio_field_read(at, field, length);
	return 0;
}

static int config_write(struct uk_virtio_device *dev, size_t offset,
			const void *field, size_t length)
{
	volatile uint8_t *at = field_at(dev, offset, length);

	if (!at)
		return -EINVAL;
	uk_virtio_field_write(at, field, length);
	return 0;
}

static uint32_t config_generation(struct uk_virtio_device *dev)
{
	return virtio_pci_of(dev)->common->config_generation;
}

static unsigned int queue_max(struct uk_virtio_device *dev, unsigned int index)
{
	volatile struct virtio_pci_common *common = virtio_pci_of(dev)->common;

	if (index >= common->queues)
		return 0;
	common->queue_select = (uint16_t)index;
	return common->queue_size;
}

static void address_set(volatile uint32_t half[2], uint64_t address)
{
	half[0] = (uint32_t)address;
	half[1] = (uint32_t)(address >> 32);
}

/* Section 4.1.4.4: where to write for the queue that is selected. */
static volatile void *doorbell(struct virtio_pci *device)
{
	uint64_t offset = (uint64_t)device->common->queue_notify_off *
			  device->notify_multiplier;

	if (offset + sizeof(uint16_t) > device->notify_bytes || offset % 2)
		return NULL;
	return device->notify + offset;
}

static int queue_enable(struct uk_virtio_device *dev,
			struct uk_virtqueue *queue)
{
	struct virtio_pci *device = virtio_pci_of(dev);
	volatile struct virtio_pci_common *common = device->common;
	int vector = virtio_pci_queue_vector(device, queue);

	if (vector < 0)
		return vector;
	common->queue_select = queue->index;
	queue->doorbell.address = doorbell(device);
	if (!queue->doorbell.address) {
		uk_pr_err("%s: queue %u's doorbell is outside of the device\n",
			  dev->name, queue->index);
		virtio_pci_queue_release(dev, queue);
		return -EIO;
	}
	common->queue_size = (uint16_t)uk_virtqueue_size(queue);
	common->queue_vector = (uint16_t)vector;
	if (common->queue_vector != vector) {
		virtio_pci_queue_release(dev, queue);
		return -ENOSPC;
	}
	address_set(common->queue_descriptor,
		    uk_virtqueue_descriptor_area(queue));
	address_set(common->queue_driver, uk_virtqueue_driver_area(queue));
	address_set(common->queue_device, uk_virtqueue_device_area(queue));
	common->queue_enable = 1;
	return 0;
}

const struct uk_virtio_transport virtio_pci_transport = {
	.status = status,
	.status_set = status_set,
	.features = features,
	.features_set = features_set,
	.config_read = config_read,
	.config_write = config_write,
	.config_generation = config_generation,
	.queue_max = queue_max,
	.queue_enable = queue_enable,
	.queue_release = virtio_pci_queue_release,
	.config_interrupt = virtio_pci_config_interrupt,
};
