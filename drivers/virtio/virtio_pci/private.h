/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtio device on the PCI bus (virtio 1.2, section 4.1).
 */
#ifndef VIRTIO_PCI_PRIVATE_H
#define VIRTIO_PCI_PRIVATE_H

#include <uk/pci.h>
#include <uk/virtio.h>

#define VIRTIO_PCI_NO_VECTOR 0xffffu

/* Section 4.1.4.3; 64-bit fields are written in halves (4.1.3.1) */
struct virtio_pci_common {
	uint32_t device_feature_select;
	uint32_t device_feature;
	uint32_t driver_feature_select;
	uint32_t driver_feature;
	uint16_t config_vector;
	uint16_t queues;
	uint8_t status;
	uint8_t config_generation;
	uint16_t queue_select; /* of which queue the rest tells */
	uint16_t queue_size;
	uint16_t queue_vector;
	uint16_t queue_enable;
	uint16_t queue_notify_off;
	uint32_t queue_descriptor[2];
	uint32_t queue_driver[2];
	uint32_t queue_device[2];
};

_Static_assert(sizeof(struct virtio_pci_common) == 56, "virtio 1.2, 4.1.4.3");

struct virtio_pci;

/* An MSI-X vector: of one queue, or of several with what `device` says. */
struct virtio_pci_vector {
	struct virtio_pci *device;
	struct uk_virtqueue *queue; /* the only one, or NULL */
	unsigned int queues;
	bool is_registered;
};

struct virtio_pci {
	struct uk_virtio_device virtio;
	struct uk_pci_device *pci;
	volatile struct virtio_pci_common *common;
	volatile uint8_t *notify;
	uint32_t notify_bytes;
	uint32_t notify_multiplier;
	volatile uint8_t *config; /* NULL if the device has none */
	uint32_t config_bytes;
	/* The first is the configuration's, and of queues for which there is no other. */
	struct virtio_pci_vector *vectors;
	unsigned int vector_count;
};

extern const struct uk_virtio_transport virtio_pci_transport;

static inline struct virtio_pci *virtio_pci_of(struct uk_virtio_device *dev)
{
	return UK_CONTAINER_OF(dev, struct virtio_pci, virtio);
}

/* A vector for `queue`, or NO_VECTOR if it has no handler. -ENOSPC: there is none. */
int virtio_pci_queue_vector(struct virtio_pci *device,
			    struct uk_virtqueue *queue);
void virtio_pci_queue_release(struct uk_virtio_device *dev,
			      struct uk_virtqueue *queue);
int virtio_pci_config_interrupt(struct uk_virtio_device *dev);

#endif /* VIRTIO_PCI_PRIVATE_H */
