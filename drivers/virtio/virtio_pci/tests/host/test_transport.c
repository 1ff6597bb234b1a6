/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The transport on a device made of memory: which registers get what, and which devices
 * are refused.
 */
#include <string.h>
#include <uk/test.h>

#include "world.h"

UK_TESTSUITE(virtio_pci, "virtio over PCI");

static unsigned int calls[4];

static void count(void *argument)
{
	calls[(uintptr_t)argument]++;
}

UK_TEST(virtio_pci, parts_are_found)
{
	struct uk_virtio_device *dev;
	struct virtio_pci *device;

	world_build(4);
	dev = world_probe();
	UK_REQUIRE(dev != NULL);
	device = virtio_pci_of(dev);
	UK_EXPECT_EQ(dev->id, UK_VIRTIO_ID_NETWORK);
	UK_EXPECT(device->common == (void *)(fake_memory + COMMON_AT));
	UK_EXPECT(device->notify == fake_memory + NOTIFY_AT);
	UK_EXPECT(device->config == fake_memory + CONFIG_AT);
	UK_EXPECT_EQ(device->notify_bytes, NOTIFY_BYTES);
	UK_EXPECT_EQ(fake_space[PCI_COMMAND], 6);
	UK_EXPECT_EQ(fake_messages, 0); /* not before one is asked for */
	world_forget();
	/* one that is also a legacy device has its type elsewhere */
	world_build(4);
	fake.device = 0x1000;
	fake_put(0x2e, 1, 2);
	UK_EXPECT(world_probe() != NULL);
	world_forget();
	fake_put(0x2e, 2, 2);
	UK_EXPECT(!world_probe());
}

UK_TEST(virtio_pci, wrong_parts)
{
	static const struct {
		unsigned int at, value, size;
	} wrong[] = {
		{ 0x40 + 3, 9, 1 },  /* no common configuration */
		{ 0x68 + 3, 9, 1 },  /* no doorbells */
		{ 0x40 + 2, 15, 1 }, /* too short a capability */
		{ 0x68 + 2, 19, 1 },
		{ 0x40 + 4, 0, 1 }, /* no such region */
		{ 0x40 + 4, 5, 1 },
		{ 0x40 + 4, 255, 1 },
		{ 0x40 + 8, 2, 4 },	      /* not aligned */
		{ 0x40 + 8, FAKE_MEMORY, 4 }, /* beyond the region */
		{ 0x40 + 8, FAKE_MEMORY - 52, 4 },
		{ 0x40 + 8, 0xfffffffc, 4 },
		{ 0x40 + 12, 55, 4 }, /* too short */
		{ 0x68 + 12, 1, 4 },
		{ 0x68 + 12, FAKE_MEMORY, 4 },
		{ 0x54 + 8, FAKE_MEMORY, 4 },
		{ 0x54 + 12, 0, 4 },
	};

	for (unsigned int i = 0; i < UK_ARRAY_SIZE(wrong); i++) {
		world_build(4);
		fake_put(wrong[i].at, wrong[i].value, wrong[i].size);
		UK_EXPECT(!world_probe());
		world_forget();
	}
	/* the first capability that can be used counts */
	world_build(4);
	fake_put(0x40 + 4, 6, 1);
	world_capability(0xc0, 1, 4, COMMON_AT, 64);
	UK_EXPECT(world_probe() != NULL);
	world_forget();
}

UK_TEST(virtio_pci, configuration_has_an_end)
{
	const struct uk_virtio_transport *transport = &virtio_pci_transport;
	struct uk_virtio_device *dev;
	uint64_t value = 0;

	world_build(4);
	dev = world_probe();
	for (unsigned int i = 0; i < CONFIG_BYTES; i++)
		fake_memory[CONFIG_AT + i] = (uint8_t)(i + 1);
	UK_EXPECT_EQ(transport->config_read(dev, 2, &value, 2), 0);
	UK_EXPECT_EQ(value, 0x0403);
	UK_EXPECT_EQ(transport->config_read(dev, 16, &value, 8), 0);
	UK_EXPECT_EQ(value, 0x1817161514131211);
	UK_EXPECT_EQ(transport->config_read(dev, 17, &value, 8), -EINVAL);
	UK_EXPECT_EQ(transport->config_read(dev, 24, &value, 1), -EINVAL);
	UK_EXPECT_EQ(transport->config_read(dev, SIZE_MAX, &value, 4), -EINVAL);
	UK_EXPECT_EQ(transport->config_read(dev, 4, &value, SIZE_MAX), -EINVAL);
	value = 0xaabb;
	UK_EXPECT_EQ(transport->config_write(dev, 22, &value, 2), 0);
	UK_EXPECT_EQ(fake_memory[CONFIG_AT + 22], 0xbb);
	UK_EXPECT_EQ(fake_memory[CONFIG_AT + 23], 0xaa);
	UK_EXPECT_EQ(transport->config_write(dev, 23, &value, 2), -EINVAL);
	world_forget();
}

UK_TEST(virtio_pci, queues_are_told_of)
{
	const struct uk_virtio_transport *transport = &virtio_pci_transport;
	volatile struct virtio_pci_common *common = world_common();
	struct uk_virtqueue queue;
	struct uk_virtio_device *dev;

	world_build(4);
	dev = world_probe();
	UK_EXPECT_EQ(transport->queue_max(dev, 2), 256);
	UK_EXPECT_EQ(transport->queue_max(dev, 3), 0);
	common->queue_notify_off = 5;
	world_queue(&queue, 2, NULL, NULL);
	UK_EXPECT_EQ(transport->queue_enable(dev, &queue), 0);
	UK_EXPECT(queue.doorbell.address == fake_memory + NOTIFY_AT + 20);
	UK_EXPECT(!queue.doorbell.wide);
	UK_EXPECT_EQ(common->queue_select, 2);
	UK_EXPECT_EQ(common->queue_size, 8);
	UK_EXPECT_EQ(common->queue_vector, 0xffff);
	UK_EXPECT_EQ(common->queue_enable, 1);
	UK_EXPECT_EQ(common->queue_descriptor[1], 0x100);
	UK_EXPECT_EQ(common->queue_driver[0],
		     (uint32_t)uk_virtqueue_driver_area(&queue));
	UK_EXPECT_EQ(common->queue_device[0],
		     (uint32_t)uk_virtqueue_device_area(&queue));
	UK_EXPECT_EQ(fake_messages, 0);
	/* the doorbell would be outside */
	common->queue_notify_off = NOTIFY_BYTES / MULTIPLIER - 1;
	UK_EXPECT_EQ(transport->queue_enable(dev, &queue), 0);
	common->queue_notify_off = NOTIFY_BYTES / MULTIPLIER;
	UK_EXPECT_EQ(transport->queue_enable(dev, &queue), -EIO);
	common->queue_notify_off = 0xffff;
	virtio_pci_of(dev)->notify_multiplier = UINT32_MAX;
	UK_EXPECT_EQ(transport->queue_enable(dev, &queue), -EIO);
	world_forget();
}

/* Enables queues 0 to 2 and expects those vectors; -1: -ENOSPC. */
static void expect_vectors(struct uk_virtio_device *dev,
			   struct uk_virtqueue queues[3], const int vectors[3])
{
	for (unsigned int i = 0; i < 3; i++) {
		world_queue(&queues[i], i, count, (void *)(uintptr_t)i);
		UK_EXPECT_EQ(dev->transport->queue_enable(dev, &queues[i]),
			     vectors[i] < 0 ? -ENOSPC : 0);
		if (vectors[i] < 0)
			continue;
		UK_EXPECT_EQ(world_common()->queue_vector, vectors[i]);
		queues[i].next = dev->queues;
		dev->queues = &queues[i];
	}
}

UK_TEST(virtio_pci, a_vector_for_each_queue)
{
	struct uk_virtqueue queues[3];
	struct uk_virtio_device *dev;

	world_build(4);
	dev = world_probe();
	expect_vectors(dev, queues, (const int[]){ 1, 2, 3 });
	UK_EXPECT_EQ(fake_messages, 3);
	memset(calls, 0, sizeof(calls));
	fake_interrupt(1);
	UK_EXPECT(!calls[0] && calls[1] == 1 && !calls[2]);
	/* the configuration's is taken when it is asked for */
	UK_EXPECT_EQ(dev->transport->config_interrupt(dev), 0);
	UK_EXPECT_EQ(world_common()->config_vector, 0xffff);
	dev->config_changed = count;
	dev->config_argument = (void *)3;
	UK_EXPECT_EQ(dev->transport->config_interrupt(dev), 0);
	UK_EXPECT_EQ(world_common()->config_vector, 0);
	UK_EXPECT_EQ(fake_messages, 4);
	fake_interrupt(3);
	UK_EXPECT(!calls[0] && calls[1] == 1 && !calls[2] && calls[3] == 1);
	/* given up and taken again: no new message */
	dev->queues = NULL;
	for (unsigned int i = 0; i < 3; i++)
		dev->transport->queue_release(dev, &queues[i]);
	fake_interrupt(1);
	UK_EXPECT_EQ(calls[1], 1);
	expect_vectors(dev, queues, (const int[]){ 1, 2, 3 });
	UK_EXPECT_EQ(fake_messages, 4);
	fake_interrupt(1);
	UK_EXPECT_EQ(calls[1], 2);
	world_forget();
}

UK_TEST(virtio_pci, queues_share_a_vector)
{
	struct uk_virtqueue queues[3];
	struct uk_virtio_device *dev;

	world_build(2); /* the configuration's, and one more */
	dev = world_probe();
	expect_vectors(dev, queues, (const int[]){ 1, 0, 0 });
	memset(calls, 0, sizeof(calls));
	fake_interrupt(0);
	UK_EXPECT(calls[0] == 1 && !calls[1] && !calls[2]);
	dev->config_changed = count;
	dev->config_argument = (void *)3;
	fake_interrupt(1);
	UK_EXPECT(calls[0] == 1 && calls[1] == 1 && calls[2] == 1 && calls[3]);
	world_forget();
	/* the machine has just one left */
	world_build(4);
	dev = world_probe();
	fake_message_limit = 1;
	expect_vectors(dev, queues, (const int[]){ 1, -1, -1 });
	world_forget();
}

UK_TEST(virtio_pci, no_interrupts)
{
	struct uk_virtqueue queues[3];
	struct uk_virtio_device *dev;

	world_build(0);
	dev = world_probe();
	UK_REQUIRE(dev != NULL);
	expect_vectors(dev, queues, (const int[]){ -1, -1, -1 });
	UK_EXPECT(!queues[0].interrupt);
	dev->config_changed = count;
	UK_EXPECT_EQ(dev->transport->config_interrupt(dev), -ENOSPC);
	world_forget();
}
