/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Any configuration space and any registers: the transport stays within the device's
 * region, and ends.
 */
#include <stdlib.h>
#include <string.h>

#include "world.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void nothing(void *argument)
{
	(void)argument;
}

static void drive(struct uk_virtio_device *dev)
{
	const struct uk_virtio_transport *transport = dev->transport;
	struct uk_virtqueue queues[3];
	uint8_t field[16];

	dev->config_changed = nothing;
	transport->status_set(dev, 0);
	transport->features_set(dev, transport->features(dev));
	for (size_t offset = 0; offset < 5000; offset += 7)
		if (!transport->config_read(dev, offset, field, 16))
			transport->config_write(dev, offset, field, 16);
	transport->config_interrupt(dev);
	for (unsigned int i = 0; i < 3; i++) {
		transport->queue_max(dev, i);
		world_queue(&queues[i], i, i ? nothing : NULL, NULL);
		if (transport->queue_enable(dev, &queues[i]))
			continue;
		*(volatile uint16_t *)queues[i].doorbell.address = 1;
		queues[i].next = dev->queues;
		dev->queues = &queues[i];
	}
	for (unsigned int i = 0; i < fake_messages; i++)
		fake_interrupt(i);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct uk_virtio_device *dev;
	size_t at = 0;

	world_build(4);
	/* the registers, then changes of a well-formed configuration space */
	if (size < sizeof(struct virtio_pci_common))
		return 0;
	memcpy(fake_memory + COMMON_AT, data, sizeof(struct virtio_pci_common));
	for (at = sizeof(struct virtio_pci_common); at + 2 <= size; at += 2) {
		/* an address that the input could not know stays */
		if (data[at] < PCI_BAR + 4 * 4 || data[at] >= PCI_BAR + 4 * 6)
			fake_space[data[at]] = data[at + 1];
	}
	dev = world_probe();
	if (dev)
		drive(dev);
	world_forget();
	return 0;
}
