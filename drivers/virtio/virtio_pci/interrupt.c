/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts by MSI-X: a vector for each queue, and one for the configuration, which
 * also serves the queues for which the device or the machine has no other.
 */
#include <uk/alloc.h>
#include <uk/print.h>
#include <uk/virtqueue.h>

#include "private.h"

/* For each queue one; more would not find room in the machine. */
#define VECTORS_MOST 64u

static void interrupt(void *argument)
{
	struct virtio_pci_vector *vector = argument;
	struct uk_virtio_device *dev = &vector->device->virtio;
	struct uk_virtqueue *queue = vector->queue;

	if (UK_LIKELY(queue)) {
		queue->handler(queue->argument);
		return;
	}
	for (queue = dev->queues; queue; queue = queue->next)
		if (queue->interrupt == vector)
			queue->handler(queue->argument);
	if (vector == vector->device->vectors && dev->config_changed)
		dev->config_changed(dev->config_argument);
}

/* At the first use of an interrupt, so a device that is polled costs nothing. */
static int start(struct virtio_pci *device)
{
	struct virtio_pci_vector *vectors;
	unsigned int count = device->common->queues + 1u;
	int found;

	if (device->vectors)
		return 0;
	found = uk_pci_msix_start(device->pci);
	if (found < 0) {
		if (found == -ENODEV)
			uk_pr_err("%s: the device has no MSI-X interrupts; "
				  "start QEMU without vectors=0 for it\n",
				  device->virtio.name);
		return -ENOSPC;
	}
	count = UK_MIN(UK_MIN((unsigned int)found, count), VECTORS_MOST);
	vectors = uk_calloc(uk_alloc_default(), count, sizeof(*vectors));
	if (!vectors)
		return -ENOMEM;
	for (unsigned int i = 0; i < count; i++)
		vectors[i].device = device;
	device->vector_count = count;
	device->vectors = vectors;
	return 0;
}

/* The number of the vector, registered, or what uk_pci_msix_register() returns. */
static int use(struct virtio_pci *device, unsigned int number)
{
	struct virtio_pci_vector *vector = &device->vectors[number];
	int error = 0;

	if (!vector->is_registered)
		error = uk_pci_msix_register(device->pci, number, interrupt,
					     vector);
	vector->is_registered = !error;
	return error ? error : (int)number;
}

int virtio_pci_queue_vector(struct virtio_pci *device,
			    struct uk_virtqueue *queue)
{
	struct virtio_pci_vector *vector;
	int number;

	if (!queue->handler)
		return VIRTIO_PCI_NO_VECTOR;
	number = start(device);
	if (number)
		return number;
	number = -ENOSPC;
	if (queue->index + 1u < device->vector_count)
		number = use(device, queue->index + 1u);
	if (number == -ENOSPC)
		number = use(device, 0);
	if (number < 0)
		return number;
	vector = &device->vectors[number];
	vector->queue = number && !vector->queues ? queue : NULL;
	vector->queues++;
	queue->interrupt = vector;
	return number;
}

void virtio_pci_queue_release(struct uk_virtio_device *dev __uk_unused,
			      struct uk_virtqueue *queue)
{
	struct virtio_pci_vector *vector = queue->interrupt;

	if (!vector)
		return;
	queue->interrupt = NULL;
	vector->queue = NULL;
	vector->queues--;
}

int virtio_pci_config_interrupt(struct uk_virtio_device *dev)
{
	struct virtio_pci *device = virtio_pci_of(dev);
	unsigned int number = VIRTIO_PCI_NO_VECTOR;
	int error;

	if (dev->config_changed) {
		error = start(device);
		if (!error)
			error = use(device, 0);
		if (error < 0)
			return error;
		number = 0;
	}
	device->common->config_vector = (uint16_t)number;
	/* a device that has no room for it says so (4.1.5.1.2.1) */
	return device->common->config_vector == number ? 0 : -ENOSPC;
}
