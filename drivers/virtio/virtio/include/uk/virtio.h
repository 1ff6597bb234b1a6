/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Virtio devices (virtio 1.2): the contract between transports (PCI, MMIO), which
 * find devices, and drivers (network, entropy), which use them. Version 1 devices
 * only. This library does what both have in common: it finds the driver, walks
 * through the start of a device (section 3.1.1) and makes its queues
 * (uk/virtqueue.h).
 *
 * Context: threads and the boot, one at a time for each device; only what says
 * so from an interrupt. Nothing sleeps. Errors are negative errno.
 */
#ifndef UK_VIRTIO_H
#define UK_VIRTIO_H

#include <uk/errno.h>
#include <uk/essentials.h>
#include <uk/plat/irq.h>
#include <uk/table.h>

struct uk_alloc;
struct uk_virtio_device;
struct uk_virtqueue;
struct uk_virtqueue_config;

/* Device status, section 2.1 */
enum {
	UK_VIRTIO_STATUS_ACKNOWLEDGE = 1,
	UK_VIRTIO_STATUS_DRIVER = 2,
	UK_VIRTIO_STATUS_DRIVER_OK = 4,
	UK_VIRTIO_STATUS_FEATURES_OK = 8,
	UK_VIRTIO_STATUS_NEEDS_RESET = 64,
	UK_VIRTIO_STATUS_FAILED = 128,
};

/* Device types, section 5 */
enum {
	UK_VIRTIO_ID_NETWORK = 1,
	UK_VIRTIO_ID_BLOCK = 2,
	UK_VIRTIO_ID_CONSOLE = 3,
	UK_VIRTIO_ID_ENTROPY = 4,
	UK_VIRTIO_ID_9P = 9,
	UK_VIRTIO_ID_FILE_SYSTEM = 26,
};

/* Feature bits of every device, section 6. Bits 0 to 23 and 50 to 127 belong to
 * the type of device.
 */
#define UK_VIRTIO_FEATURE(bit) (1ull << (bit))
#define UK_VIRTIO_F_INDIRECT_DESC UK_VIRTIO_FEATURE(28)
#define UK_VIRTIO_F_EVENT_IDX UK_VIRTIO_FEATURE(29)
#define UK_VIRTIO_F_VERSION_1 UK_VIRTIO_FEATURE(32)
#define UK_VIRTIO_F_ACCESS_PLATFORM UK_VIRTIO_FEATURE(33)
#define UK_VIRTIO_F_RING_PACKED UK_VIRTIO_FEATURE(34)

/*
 * What a transport implements. Nothing here checks the order of calls; the
 * functions below keep it. All are called from threads; `status`, a reset
 * (`status_set` of 0) and reading the configuration also from an interrupt.
 */
struct uk_virtio_transport {
	/* 0 resets the device, which is done when it reads back as 0. */
	uint8_t (*status)(struct uk_virtio_device *dev);
	void (*status_set)(struct uk_virtio_device *dev, uint8_t status);
	uint64_t (*features)(struct uk_virtio_device *dev);
	void (*features_set)(struct uk_virtio_device *dev, uint64_t features);

	/*
	 * A field of the device's own configuration, of 1, 2, 4 or 8 bytes, in
	 * accesses of that width (8: two of 4); other lengths are arrays of
	 * bytes. -EINVAL if it ends beyond the configuration.
	 */
	int (*config_read)(struct uk_virtio_device *dev, size_t offset,
			   void *field, size_t length);
	int (*config_write)(struct uk_virtio_device *dev, size_t offset,
			    const void *field, size_t length);
	/* Changes whenever the configuration does (section 2.5). */
	uint32_t (*config_generation)(struct uk_virtio_device *dev);

	/* Most descriptors of a queue; 0 if the device does not have it. */
	unsigned int (*queue_max)(struct uk_virtio_device *dev,
				  unsigned int index);
	/*
	 * Tells the device of a queue, whose index, size, addresses, handler and
	 * argument are set, enables it, and sets queue->doorbell.
	 * A `handler` that is not NULL gets an interrupt for the queue: -ENOSPC
	 * or the interrupt contract's error if there is none.
	 */
	int (*queue_enable)(struct uk_virtio_device *dev,
			    struct uk_virtqueue *queue);
	/* After a reset of the device: gives up the queue's interrupt. */
	void (*queue_release)(struct uk_virtio_device *dev,
			      struct uk_virtqueue *queue);
	/* Routes the configuration's interrupt to dev->config_changed, after
	 * each reset again; gives it up if that is NULL.
	 */
	int (*config_interrupt)(struct uk_virtio_device *dev);
};

/*
 * A device. The transport keeps it within its own description, sets the first
 * part, all else zero, and calls uk_virtio_probe().
 */
struct uk_virtio_device {
	const struct uk_virtio_transport *transport;
	const char *name; /* for messages: "pci 00:02.0" */
	uint32_t id;	  /* UK_VIRTIO_ID_* */

	uint64_t offered;	    /* features of the device */
	uint64_t features;	    /* those that were agreed on */
	struct uk_alloc *allocator; /* of queues; the default heap */
	struct uk_virtqueue *queues; /* all, linked by ->next */
	/* The driver's, set before uk_virtio_start(): the configuration has
	 * changed, or the device needs a reset. In an interrupt.
	 */
	uk_irq_handler config_changed;
	void *config_argument;
	void *driver; /* the driver's own */
};

struct uk_virtio_driver {
	uint32_t id; /* UK_VIRTIO_ID_* */
	const char *name;
	/*
	 * A device of this type was found, reset, and told that it has a driver;
	 * `offered` is read, and so may be its configuration. Goes on
	 * from uk_virtio_negotiate() at once, or later by uk_virtio_begin().
	 * An error is reported by the caller in one line.
	 */
	int (*probe)(struct uk_virtio_device *dev);
};

UK_TABLE_DECLARE(struct uk_virtio_driver, uk_virtio_drivers);

/* UK_VIRTIO_DRIVER(rng, .id = UK_VIRTIO_ID_ENTROPY, .probe = probe); */
#define UK_VIRTIO_DRIVER(driver, ...)                                    \
	UK_TABLE_ENTRY(struct uk_virtio_driver, uk_virtio_drivers, driver) = { \
		.name = #driver, __VA_ARGS__                             \
	}

/*
 * For transports, from init stage `device` on: offers the device to the drivers.
 * 0; -ENODEV if there is no driver: then the device was not touched; else
 * what went wrong, which was printed, and the device is set FAILED.
 */
int uk_virtio_probe(struct uk_virtio_device *dev);

/* Resets the device, acknowledges it and reads its features: again, for a
 * device that was stopped. 0, or -EIO.
 */
int uk_virtio_begin(struct uk_virtio_device *dev);

/*
 * Agrees on all of `required`, and what is offered of `optional`, and on what
 * virtqueues need. 0, or -ENOTSUP if the device lacks a required feature or
 * refuses the selection: then that was printed, and the device is FAILED.
 */
int uk_virtio_negotiate(struct uk_virtio_device *dev, uint64_t required,
			uint64_t optional);

static inline bool uk_virtio_has(const struct uk_virtio_device *dev,
				 uint64_t feature)
{
	return dev->features & feature;
}

/* Most descriptors that a queue can have, a power of two; 0: no such queue. */
unsigned int uk_virtio_queue_max(struct uk_virtio_device *dev,
				 unsigned int index);

/*
 * Makes queue `index` and tells the device, between uk_virtio_negotiate() and
 * uk_virtio_start(). 0; -ENODEV: the device has no such queue; -EINVAL: bad
 * config; -ENOMEM; the transport's error, if there is no interrupt.
 */
int uk_virtio_queue_create(struct uk_virtio_device *dev, unsigned int index,
			   const struct uk_virtqueue_config *config,
			   struct uk_virtqueue **queue);

/* Frees a queue; the device was reset, and what the queue held is detached. */
void uk_virtio_queue_destroy(struct uk_virtio_device *dev,
			     struct uk_virtqueue *queue);

/* The device may work from now on (DRIVER_OK). 0; the transport's error, if
 * config_changed is set but there is no interrupt for it.
 */
int uk_virtio_start(struct uk_virtio_device *dev);

/* Stops the device: once this returns it touches no memory. 0, or -EIO if it
 * does not answer; then its memory must not be used again. Any context.
 */
int uk_virtio_reset(struct uk_virtio_device *dev);

/* Gives the device up: it is FAILED until it is begun again. */
void uk_virtio_fail(struct uk_virtio_device *dev);

/* The device met an error and does nothing until it is begun again. Any
 * context; a few microseconds.
 */
bool uk_virtio_needs_reset(struct uk_virtio_device *dev);

/*
 * Reads from the device's own configuration, consistently even while it changes.
 * One field, or an array of bytes (see config_read above). 0; -EINVAL:
 * beyond the configuration; -EIO: it changes all the time.
 */
int uk_virtio_config_read(struct uk_virtio_device *dev, size_t offset,
			  void *field, size_t length);

static inline int uk_virtio_config_write(struct uk_virtio_device *dev,
					 size_t offset, const void *field,
					 size_t length)
{
	return dev->transport->config_write(dev, offset, field, length);
}

#endif /* UK_VIRTIO_H */
