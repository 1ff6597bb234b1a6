/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From a device that was found to one that works: virtio 1.2 section 3.1.1.
 */
#include <uk/alloc.h>
#include <uk/arch/cpu.h>
#include <uk/bitops.h>
#include <uk/print.h>
#include <uk/virtio.h>

/* Reads until a device that was reset must have said so; each takes about a
 * microsecond. And until a configuration must have been still for a moment.
 */
#define RESET_READS 1000000
#define CONFIG_READS 100

#ifdef CONFIG_DRV_VIRTIO_PACKED
#define PACKED UK_VIRTIO_F_RING_PACKED
#else
#define PACKED 0ull
#endif
#ifdef CONFIG_DRV_VIRTIO_SPLIT
#define REQUIRED UK_VIRTIO_F_VERSION_1
#else
#define REQUIRED (UK_VIRTIO_F_VERSION_1 | PACKED)
#endif
#define OPTIONAL (UK_VIRTIO_F_INDIRECT_DESC | UK_VIRTIO_F_EVENT_IDX | PACKED)

static void status_add(struct uk_virtio_device *dev, uint8_t status)
{
	dev->transport->status_set(dev, dev->transport->status(dev) | status);
}

int uk_virtio_reset(struct uk_virtio_device *dev)
{
	dev->transport->status_set(dev, 0);
	for (unsigned int i = 0; i < RESET_READS; i++) {
		if (dev->transport->status(dev) == 0)
			return 0;
		uk_arch_spin_hint();
	}
	uk_pr_err("%s: the device does not reset\n", dev->name);
	return -EIO;
}

int uk_virtio_begin(struct uk_virtio_device *dev)
{
	int error = uk_virtio_reset(dev);

	if (error)
		return error;
	status_add(dev, UK_VIRTIO_STATUS_ACKNOWLEDGE);
	status_add(dev, UK_VIRTIO_STATUS_DRIVER);
	dev->features = 0;
	dev->offered = dev->transport->features(dev);
	return 0;
}

/* Says which feature is missing, and what to do about it. */
static void report_missing(struct uk_virtio_device *dev, uint64_t missing)
{
	if (missing & UK_VIRTIO_F_VERSION_1)
		uk_pr_err("%s: a legacy device; start QEMU with "
			  "disable-legacy=on for it\n", dev->name);
	else if (missing & UK_VIRTIO_F_RING_PACKED)
		uk_pr_err("%s: the device has no packed rings; start QEMU with "
			  "packed=on for it, or configure DRV_VIRTIO_SPLIT\n",
			  dev->name);
	else
		uk_pr_err("%s: the device lacks feature %u, which its driver "
			  "needs\n", dev->name, uk_ffs(missing));
}

int uk_virtio_negotiate(struct uk_virtio_device *dev, uint64_t required,
			uint64_t optional)
{
	uint64_t missing = (required | REQUIRED) & ~dev->offered;

	if (missing) {
		report_missing(dev, missing);
		uk_virtio_fail(dev);
		return -ENOTSUP;
	}
	dev->features = dev->offered &
			(required | optional | REQUIRED | OPTIONAL);
	dev->transport->features_set(dev, dev->features);
	status_add(dev, UK_VIRTIO_STATUS_FEATURES_OK);
	if (dev->transport->status(dev) & UK_VIRTIO_STATUS_FEATURES_OK)
		return 0;
	if (dev->offered & UK_VIRTIO_F_ACCESS_PLATFORM)
		uk_pr_err("%s: the device wants an IOMMU; start QEMU without "
			  "iommu_platform=on for it\n", dev->name);
	else
		uk_pr_err("%s: the device refuses features %#lx\n", dev->name,
			  (unsigned long)dev->features);
	uk_virtio_fail(dev);
	return -ENOTSUP;
}

int uk_virtio_start(struct uk_virtio_device *dev)
{
	int error = 0;

	if (dev->config_changed)
		error = dev->transport->config_interrupt(dev);
	if (!error)
		status_add(dev, UK_VIRTIO_STATUS_DRIVER_OK);
	return error;
}

void uk_virtio_fail(struct uk_virtio_device *dev)
{
	status_add(dev, UK_VIRTIO_STATUS_FAILED);
}

bool uk_virtio_needs_reset(struct uk_virtio_device *dev)
{
	return dev->transport->status(dev) & UK_VIRTIO_STATUS_NEEDS_RESET;
}

int uk_virtio_config_read(struct uk_virtio_device *dev, size_t offset,
			  void *field, size_t length)
{
	const struct uk_virtio_transport *transport = dev->transport;

	for (unsigned int i = 0; i < CONFIG_READS; i++) {
		uint32_t before = transport->config_generation(dev);
		int error = transport->config_read(dev, offset, field, length);

		if (error || transport->config_generation(dev) == before)
			return error;
	}
	return -EIO;
}

static int attach(struct uk_virtio_device *dev,
		  const struct uk_virtio_driver *driver)
{
	int error;

	if (!dev->allocator)
		dev->allocator = uk_alloc_default();
	error = dev->allocator ? uk_virtio_begin(dev) : -ENOMEM;
	if (!error)
		error = driver->probe(dev);
	if (error) {
		uk_pr_err("%s: the driver \"%s\" gives up: error %d\n",
			  dev->name, driver->name, -error);
		uk_virtio_fail(dev);
	}
	return error;
}

int uk_virtio_probe(struct uk_virtio_device *dev)
{
	UK_TABLE_FOR_EACH(uk_virtio_drivers, driver)
		if (driver->id == dev->id)
			return attach(dev, driver);
	return -ENODEV;
}
