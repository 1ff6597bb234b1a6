/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The transport's operations (virtio 1.2, sections 4.2.2 and 4.2.3). One interrupt
 * serves all queues and the configuration.
 */
#include <uk/print.h>
#include <uk/virtio_transport.h>
#include <uk/virtqueue.h>

#include "private.h"

/* Bits of interrupt_status */
#define INTERRUPT_QUEUES 1u
#define INTERRUPT_CONFIG 2u

static struct virtio_mmio *device_of(struct uk_virtio_device *dev)
{
	return UK_CONTAINER_OF(dev, struct virtio_mmio, virtio);
}

static volatile struct virtio_mmio_registers *
registers_of(struct uk_virtio_device *dev)
{
	return device_of(dev)->registers;
}

static uint8_t status(struct uk_virtio_device *dev)
{
	return (uint8_t)registers_of(dev)->status;
}

static void status_set(struct uk_virtio_device *dev, uint8_t value)
{
	registers_of(dev)->status = value;
}

static uint64_t features(struct uk_virtio_device *dev)
{
	volatile struct virtio_mmio_registers *registers = registers_of(dev);
	uint64_t value;

	registers->device_features_select = 1;
	value = (uint64_t)registers->device_features << 32;
	registers->device_features_select = 0;
	return value | registers->device_features;
}

static void features_set(struct uk_virtio_device *dev, uint64_t value)
{
	volatile struct virtio_mmio_registers *registers = registers_of(dev);

	registers->driver_features_select = 0;
	registers->driver_features = (uint32_t)value;
	registers->driver_features_select = 1;
	registers->driver_features = (uint32_t)(value >> 32);
}

/* Where a field of the device's own configuration is, or NULL. */
static volatile uint8_t *field_at(struct uk_virtio_device *dev, size_t offset,
				  size_t length)
{
	struct virtio_mmio *device = device_of(dev);
	size_t most = device->place.length -
		      offsetof(struct virtio_mmio_registers, config);

	if (length > most || offset > most - length)
		return NULL;
	return (volatile uint8_t *)device->registers->config + offset;
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
	return registers_of(dev)->config_generation;
}

static unsigned int queue_max(struct uk_virtio_device *dev, unsigned int index)
{
	volatile struct virtio_mmio_registers *registers = registers_of(dev);

	registers->queue_select = index;
	return registers->queue_max;
}

/*
 * What has happened is acknowledged before it is looked after, so what happens
 * meanwhile interrupts again.
 */
static void interrupt(void *argument)
{
	struct virtio_mmio *device = argument;
	struct uk_virtio_device *dev = &device->virtio;
	uint32_t cause = device->registers->interrupt_status;

	device->registers->interrupt_acknowledge = cause;
	if (cause & INTERRUPT_QUEUES)
		for (struct uk_virtqueue *queue = dev->queues; queue;
		     queue = queue->next)
			if (queue->handler)
				queue->handler(queue->argument);
	if (cause & INTERRUPT_CONFIG && dev->config_changed)
		dev->config_changed(dev->config_argument);
}

static int interrupt_start(struct virtio_mmio *device)
{
	const struct virtio_mmio_place *place = &device->place;
	int error;

	if (device->is_registered)
		return 0;
	if (place->is_global)
		error = uk_plat_irq_register_global(
			place->interrupt, place->mode, interrupt, device);
	else
		error = uk_plat_irq_register(place->interrupt, interrupt,
					     device);
	if (error)
		uk_pr_err("%s: no interrupt %u (error %d)\n", device->name,
			  place->interrupt, -error);
	device->is_registered = !error;
	return error;
}

static void address_set(volatile uint32_t half[2], uint64_t address)
{
	half[0] = (uint32_t)address;
	half[1] = (uint32_t)(address >> 32);
}

static int queue_enable(struct uk_virtio_device *dev,
			struct uk_virtqueue *queue)
{
	volatile struct virtio_mmio_registers *registers = registers_of(dev);
	int error = queue->handler ? interrupt_start(device_of(dev)) : 0;

	if (error)
		return error;
	registers->queue_select = queue->index;
	registers->queue_size = uk_virtqueue_size(queue);
	address_set(registers->queue_descriptor,
		    uk_virtqueue_descriptor_area(queue));
	address_set(registers->queue_driver, uk_virtqueue_driver_area(queue));
	address_set(registers->queue_device, uk_virtqueue_device_area(queue));
	registers->queue_ready = 1;
	queue->doorbell.address = &registers->queue_notify;
	queue->doorbell.wide = true;
	return 0;
}

/* The interrupt is the device's, and stays. */
static void queue_release(struct uk_virtio_device *dev __uk_unused,
			  struct uk_virtqueue *queue __uk_unused)
{
}

static int config_interrupt(struct uk_virtio_device *dev)
{
	return dev->config_changed ? interrupt_start(device_of(dev)) : 0;
}

const struct uk_virtio_transport virtio_mmio_transport = {
	.status = status,
	.status_set = status_set,
	.features = features,
	.features_set = features_set,
	.config_read = config_read,
	.config_write = config_write,
	.config_generation = config_generation,
	.queue_max = queue_max,
	.queue_enable = queue_enable,
	.queue_release = queue_release,
	.config_interrupt = config_interrupt,
};
