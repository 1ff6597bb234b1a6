/* SPDX-License-Identifier: BSD-3-Clause */
#include <uk/alloc.h>
#include <uk/string.h>
#include <uk/test.h>
#include <uk/virtio.h>
#include <uk/virtio_transport.h>
#include <uk/virtqueue.h>

UK_TESTSUITE(virtio, "the start of a virtio device, against a made-up one");

#define MADE_UP_ID 0xfa5e /* no type of device */
#define WANTED UK_VIRTIO_FEATURE(3)
#define UNWANTED UK_VIRTIO_FEATURE(4)
#define MISSING UK_VIRTIO_FEATURE(5)

static struct {
	struct uk_virtio_device device;
	uint8_t status;
	uint8_t history[8]; /* of status */
	unsigned int writes;
	bool stuck; /* does not reset */
	bool refuses; /* the features */
	uint64_t offered, accepted;
	unsigned int changes; /* of the configuration, still to come */
	uint32_t generation;
	uint64_t config;
	unsigned int queue_max;
	int enable_error;
	unsigned int enabled, released, config_interrupts;
} fake;

static int probe_error;

static uint8_t get_status(struct uk_virtio_device *dev __uk_unused)
{
	return fake.status;
}

static void set_status(struct uk_virtio_device *dev __uk_unused, uint8_t status)
{
	if (fake.refuses)
		status &= (uint8_t)~UK_VIRTIO_STATUS_FEATURES_OK;
	fake.history[fake.writes++ % UK_ARRAY_SIZE(fake.history)] = status;
	if (!fake.stuck || status)
		fake.status = status;
}

static uint64_t get_features(struct uk_virtio_device *dev __uk_unused)
{
	return fake.offered;
}

static void set_features(struct uk_virtio_device *dev __uk_unused,
			 uint64_t features)
{
	fake.accepted = features;
}

static int read_config(struct uk_virtio_device *dev __uk_unused, size_t offset,
		       void *field, size_t length)
{
	if (offset > sizeof(fake.config) ||
	    length > sizeof(fake.config) - offset)
		return -EINVAL;
	uk_virtio_field_read((char *)&fake.config + offset, field, length);
	if (fake.changes) {
		fake.changes--;
		fake.generation++;
		fake.config += 0x0101010101010101;
	}
	return 0;
}

static int write_config(struct uk_virtio_device *dev __uk_unused, size_t offset,
			const void *field, size_t length)
{
	uk_virtio_field_write((char *)&fake.config + offset, field, length);
	return 0;
}

static uint32_t generation(struct uk_virtio_device *dev __uk_unused)
{
	return fake.generation;
}

static unsigned int queue_max(struct uk_virtio_device *dev __uk_unused,
			      unsigned int index)
{
	return index < 2 ? fake.queue_max : 0;
}

static int queue_enable(struct uk_virtio_device *dev __uk_unused,
			struct uk_virtqueue *queue __uk_unused)
{
	fake.enabled += !fake.enable_error;
	return fake.enable_error;
}

static void queue_release(struct uk_virtio_device *dev __uk_unused,
			  struct uk_virtqueue *queue __uk_unused)
{
	fake.released++;
}

static int config_interrupt(struct uk_virtio_device *dev __uk_unused)
{
	fake.config_interrupts++;
	return 0;
}

static const struct uk_virtio_transport transport = {
	.status = get_status,
	.status_set = set_status,
	.features = get_features,
	.features_set = set_features,
	.config_read = read_config,
	.config_write = write_config,
	.config_generation = generation,
	.queue_max = queue_max,
	.queue_enable = queue_enable,
	.queue_release = queue_release,
	.config_interrupt = config_interrupt,
};

static int probe(struct uk_virtio_device *dev __uk_unused)
{
	return probe_error;
}

UK_VIRTIO_DRIVER(made_up, .id = MADE_UP_ID, .probe = probe);

static struct uk_virtio_device *begin(void)
{
	memset(&fake, 0, sizeof(fake));
	fake.device.transport = &transport;
	fake.device.name = "made up";
	fake.device.id = MADE_UP_ID;
	fake.offered = UK_VIRTIO_F_VERSION_1 | UK_VIRTIO_F_EVENT_IDX |
		       UK_VIRTIO_F_INDIRECT_DESC | UK_VIRTIO_F_RING_PACKED |
		       UK_VIRTIO_F_ACCESS_PLATFORM | WANTED | UNWANTED;
	fake.queue_max = 8;
	probe_error = 0;
	return &fake.device;
}

UK_TEST(virtio, no_driver)
{
	struct uk_virtio_device *dev = begin();

	dev->id = MADE_UP_ID + 1;
	UK_EXPECT(uk_virtio_has_driver(MADE_UP_ID));
	UK_EXPECT(!uk_virtio_has_driver(MADE_UP_ID + 1));
	UK_EXPECT_EQ(uk_virtio_probe(dev), -ENODEV);
	UK_EXPECT_EQ(fake.writes, 0);
}

UK_TEST(virtio, start)
{
	static const uint8_t expected[] = { 0, 1, 3, 11, 15 };
	struct uk_virtio_device *dev = begin();

	fake.status = 15; /* as a boot loader left it */
	UK_EXPECT_EQ(uk_virtio_probe(dev), 0);
	UK_EXPECT(dev->allocator == uk_alloc_default());
	UK_EXPECT_EQ(uk_virtio_negotiate(dev, 0, WANTED | MISSING), 0);
	UK_EXPECT(uk_virtio_has(dev, WANTED));
	UK_EXPECT(!uk_virtio_has(dev, UNWANTED | MISSING));
	UK_EXPECT(!uk_virtio_has(dev, UK_VIRTIO_F_ACCESS_PLATFORM));
	UK_EXPECT(uk_virtio_has(dev, UK_VIRTIO_F_VERSION_1));
	UK_EXPECT(uk_virtio_has(dev, UK_VIRTIO_F_EVENT_IDX));
	UK_EXPECT_EQ(fake.accepted, dev->features);
	UK_EXPECT_EQ(uk_virtio_start(dev), 0);
	UK_EXPECT_EQ(fake.config_interrupts, 0);
	UK_EXPECT_EQ(fake.writes, 5);
	UK_EXPECT(!memcmp(fake.history, expected, sizeof(expected)));
	UK_EXPECT(!uk_virtio_needs_reset(dev));
	fake.status |= UK_VIRTIO_STATUS_NEEDS_RESET;
	UK_EXPECT(uk_virtio_needs_reset(dev));
	UK_EXPECT_EQ(uk_virtio_begin(dev), 0);
	UK_EXPECT(!uk_virtio_needs_reset(dev));
	UK_EXPECT_EQ(dev->features, 0);
}

UK_TEST(virtio, missing_feature)
{
	struct uk_virtio_device *dev = begin();

	UK_EXPECT_EQ(uk_virtio_probe(dev), 0);
	UK_EXPECT_EQ(uk_virtio_negotiate(dev, MISSING, WANTED), -ENOTSUP);
	UK_EXPECT(fake.status & UK_VIRTIO_STATUS_FAILED);
	UK_EXPECT_EQ(fake.accepted, 0);
}

UK_TEST(virtio, legacy_device)
{
	struct uk_virtio_device *dev = begin();

	fake.offered &= ~UK_VIRTIO_F_VERSION_1;
	UK_EXPECT_EQ(uk_virtio_probe(dev), 0);
	UK_EXPECT_EQ(uk_virtio_negotiate(dev, 0, WANTED), -ENOTSUP);
	UK_EXPECT(fake.status & UK_VIRTIO_STATUS_FAILED);
}

UK_TEST(virtio, refused_features)
{
	struct uk_virtio_device *dev = begin();

	fake.refuses = true;
	UK_EXPECT_EQ(uk_virtio_probe(dev), 0);
	UK_EXPECT_EQ(uk_virtio_negotiate(dev, 0, WANTED), -ENOTSUP);
	UK_EXPECT(fake.status & UK_VIRTIO_STATUS_FAILED);
	UK_EXPECT(!(fake.status & UK_VIRTIO_STATUS_DRIVER_OK));
}

UK_TEST(virtio, failed_driver)
{
	struct uk_virtio_device *dev = begin();

	probe_error = -ENOMEM;
	UK_EXPECT_EQ(uk_virtio_probe(dev), -ENOMEM);
	UK_EXPECT(fake.status & UK_VIRTIO_STATUS_FAILED);
}

UK_TEST(virtio, reset_that_never_ends)
{
	struct uk_virtio_device *dev = begin();

	fake.status = 15;
	fake.stuck = true;
	UK_EXPECT_EQ(uk_virtio_probe(dev), -EIO);
}

/* A field that changes while it is read is read again. */
UK_TEST(virtio, configuration)
{
	struct uk_virtio_device *dev = begin();
	uint64_t value = 0;

	fake.changes = 3;
	UK_EXPECT_EQ(uk_virtio_config_read(dev, 0, &value, 8), 0);
	UK_EXPECT_EQ(value, 0x0303030303030303);
	value = 0;
	UK_EXPECT_EQ(uk_virtio_config_read(dev, 1, &value, 6), 0);
	UK_EXPECT_EQ(value, 0x030303030303);
	UK_EXPECT_EQ(uk_virtio_config_read(dev, 8, &value, 1), -EINVAL);
	fake.changes = ~0u;
	UK_EXPECT_EQ(uk_virtio_config_read(dev, 0, &value, 4), -EIO);
	fake.changes = 0;
	value = 0x1234;
	UK_EXPECT_EQ(uk_virtio_config_write(dev, 2, &value, 2), 0);
	UK_EXPECT_EQ(fake.config >> 16 & 0xffff, 0x1234);
}

UK_TEST(virtio, queues)
{
	struct uk_virtqueue_config config = { .size = 0 };
	struct uk_virtio_device *dev = begin();
	struct uk_virtqueue *first, *second;

	fake.queue_max = 13; /* as a packed ring may have */
	UK_REQUIRE(uk_virtio_probe(dev) == 0);
	UK_REQUIRE(uk_virtio_negotiate(dev, 0, 0) == 0);
	UK_EXPECT_EQ(uk_virtio_queue_max(dev, 0), 8);
	UK_EXPECT_EQ(uk_virtio_queue_max(dev, 2), 0);
	UK_EXPECT_EQ(uk_virtio_queue_create(dev, 2, &config, &first), -ENODEV);
	config.size = 16;
	UK_EXPECT_EQ(uk_virtio_queue_create(dev, 0, &config, &first), -EINVAL);
	config.size = 0;
	fake.enable_error = -ENOSPC;
	UK_EXPECT_EQ(uk_virtio_queue_create(dev, 0, &config, &first), -ENOSPC);
	UK_EXPECT(!dev->queues);
	fake.enable_error = 0;
	UK_REQUIRE(uk_virtio_queue_create(dev, 0, &config, &first) == 0);
	UK_EXPECT_EQ(uk_virtqueue_size(first), 8);
	config.size = 4;
	UK_REQUIRE(uk_virtio_queue_create(dev, 1, &config, &second) == 0);
	UK_EXPECT_EQ(uk_virtqueue_size(second), 4);
	UK_EXPECT_EQ(second->index, 1);
	UK_EXPECT(dev->queues == second && second->next == first);
	UK_EXPECT_EQ(uk_virtqueue_is_packed(first),
		     uk_virtio_has(dev, UK_VIRTIO_F_RING_PACKED));
	UK_EXPECT_EQ(uk_virtio_reset(dev), 0);
	uk_virtio_queue_destroy(dev, first);
	UK_EXPECT(dev->queues == second && !second->next);
	uk_virtio_queue_destroy(dev, second);
	UK_EXPECT(!dev->queues);
	UK_EXPECT_EQ(fake.enabled, 2);
	UK_EXPECT_EQ(fake.released, 2);
}

static void changed(void *argument __uk_unused)
{
}

UK_TEST(virtio, configuration_interrupt)
{
	struct uk_virtio_device *dev = begin();

	UK_REQUIRE(uk_virtio_probe(dev) == 0);
	UK_REQUIRE(uk_virtio_negotiate(dev, 0, 0) == 0);
	dev->config_changed = changed;
	UK_EXPECT_EQ(uk_virtio_start(dev), 0);
	UK_EXPECT_EQ(fake.config_interrupts, 1);
}
