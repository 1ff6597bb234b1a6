/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Around the transport: a PCI device made of memory, and a virtio library that keeps
 * what it is offered.
 */
#include "world.h"

#include <stdlib.h>
#include <string.h>
#include <uk/alloc.h>

#define AREA ((char *)(1ul << 40))

static struct uk_virtio_device *offered;

static void release(struct uk_alloc *a, void *block)
{
	(void)a;
	free(block);
}

static const struct ukalloc_ops ops = { .free = release };
static struct uk_alloc heap = { .ops = &ops };
struct uk_alloc *uk_alloc_default_heap = &heap;

void *uk_calloc(struct uk_alloc *a, size_t count, size_t size)
{
	(void)a;
	return calloc(count, size);
}

static int never(struct uk_virtio_device *dev)
{
	(void)dev;
	return 0;
}
UK_VIRTIO_DRIVER(world, .id = UK_VIRTIO_ID_NETWORK, .probe = never);

int uk_virtio_probe(struct uk_virtio_device *dev)
{
	offered = dev;
	return 0;
}

void world_capability(unsigned int at, uint8_t kind, uint8_t bar,
		      uint32_t offset, uint32_t length)
{
	fake_capability(at, UK_PCI_CAPABILITY_VENDOR);
	fake_put(at + 2, 20, 1);
	fake_put(at + 3, kind, 1);
	fake_put(at + 4, bar, 1);
	fake_put(at + 8, offset, 4);
	fake_put(at + 12, length, 4);
}

void world_build(unsigned int vectors)
{
	fake_reset();
	fake.vendor = 0x1af4;
	fake.device = 0x1041;
	fake_bar64(4, (uintptr_t)fake_memory, FAKE_MEMORY);
	world_capability(0x40, 1, 4, COMMON_AT,
			 sizeof(struct virtio_pci_common));
	world_capability(0x54, 4, 4, CONFIG_AT, CONFIG_BYTES);
	world_capability(0x68, 2, 4, NOTIFY_AT, NOTIFY_BYTES);
	fake_put(0x68 + 16, MULTIPLIER, 4);
	if (vectors) {
		fake_capability(0x80, UK_PCI_CAPABILITY_MSIX);
		fake_put(0x82, vectors - 1, 2);
		fake_put(0x84, MSIX_AT | 4, 4);
	}
	world_common()->queues = 3;
	world_common()->queue_size = 256;
}

struct uk_virtio_device *world_probe(void)
{
	offered = NULL;
	pci_read_bars(&fake);
	UK_TABLE_FOR_EACH (uk_pci_drivers, driver)
		driver->probe(&fake);
	return offered;
}

void world_forget(void)
{
	if (offered) {
		free(virtio_pci_of(offered)->vectors);
		free(virtio_pci_of(offered));
	}
	offered = NULL;
}

void world_queue(struct uk_virtqueue *queue, unsigned int index,
		 uk_irq_handler handler, void *argument)
{
	*queue = (struct uk_virtqueue){
		.index = (uint16_t)index,
		.mask = 7,
		.handler = handler,
		.argument = argument,
		.descriptors = (void *)AREA,
		.avail = (void *)(AREA + 0x1000),
		.used = (void *)(AREA + 0x2000),
	};
}
