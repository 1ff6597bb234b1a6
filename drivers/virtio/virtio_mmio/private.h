/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtio device's registers in memory (virtio 1.2, section 4.2), and where to find
 * them.
 */
#ifndef VIRTIO_MMIO_PRIVATE_H
#define VIRTIO_MMIO_PRIVATE_H

#include <uk/virtio.h>

/* Section 4.2.2; all have 32 bits. */
struct virtio_mmio_registers {
	uint32_t magic;
	uint32_t version;
	uint32_t device_id;
	uint32_t vendor_id;
	uint32_t device_features;
	uint32_t device_features_select;
	uint32_t reserved0[2];
	uint32_t driver_features;
	uint32_t driver_features_select;
	uint32_t reserved1[2];
	uint32_t queue_select;
	uint32_t queue_max;
	uint32_t queue_size;
	uint32_t reserved2[2];
	uint32_t queue_ready;
	uint32_t reserved3[2];
	uint32_t queue_notify;
	uint32_t reserved4[3];
	uint32_t interrupt_status;
	uint32_t interrupt_acknowledge;
	uint32_t reserved5[2];
	uint32_t status;
	uint32_t reserved6[3];
	uint32_t queue_descriptor[2];
	uint32_t reserved7[2];
	uint32_t queue_driver[2];
	uint32_t reserved8[2];
	uint32_t queue_device[2];
	uint32_t reserved9[21];
	uint32_t config_generation;
	uint32_t config[];
};

_Static_assert(offsetof(struct virtio_mmio_registers, config) == 0x100,
	       "virtio 1.2, table 4.1");

/* Where a device is said to be. */
struct virtio_mmio_place {
	uint64_t address;
	uint32_t length;
	uint32_t interrupt;
	uint8_t mode;	/* UK_IRQ_*, if `is_global` */
	bool is_global; /* else as uk_plat_irq_register() numbers it */
};

struct virtio_mmio {
	struct uk_virtio_device virtio;
	volatile struct virtio_mmio_registers *registers;
	struct virtio_mmio_place place;
	bool is_registered; /* its interrupt */
	char name[22];	    /* "mmio feb00e00" */
};

extern const struct uk_virtio_transport virtio_mmio_transport;

/* SIZE@ADDRESS:IRQ[:ID], as Linux takes it. 0 or -EINVAL. */
int virtio_mmio_parse(const char *text, struct virtio_mmio_place *place);

/* What the command line says: the first place, and how many. */
const struct virtio_mmio_place *virtio_mmio_places(unsigned int *count);

#endif /* VIRTIO_MMIO_PRIVATE_H */
