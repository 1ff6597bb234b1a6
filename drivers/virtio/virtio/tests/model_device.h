/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A device's registers (virtio 1.2 section 4: what every transport has) with the
 * virtqueues' model behind them, for host programs. What the device is, its test
 * says: by its ID, its configuration and what it does with its queues.
 */
#ifndef VIRTIO_MODEL_DEVICE_H
#define VIRTIO_MODEL_DEVICE_H

#include <uk/virtio.h>

#include "model.h"

#define MODEL_QUEUES 9
#define MODEL_CONFIG 260

struct model_device {
	struct uk_virtio_device virtio;
	uint64_t offered, accepted;
	uint8_t status;
	bool stuck; /* does not reset */
	void (*reset)(struct model_device *device); /* or NULL */
	uint8_t config[MODEL_CONFIG];
	size_t config_size;
	unsigned int queue_count;
	uint16_t ring;		 /* most descriptors of a queue */
	unsigned int interrupts; /* that can be had */
	struct uk_virtqueue *queues[MODEL_QUEUES]; /* once enabled */
	struct model models[MODEL_QUEUES];
	uint16_t doorbells[MODEL_QUEUES];
};

/* As after power-on, with rings of 64 and all features of `offered` besides
 * VERSION_1.
 */
void model_device_init(struct model_device *device, const char *name,
		       uint32_t id, uint64_t offered, size_t config_size,
		       unsigned int queue_count);

void model_device_config(struct model_device *device, size_t offset,
			 const void *field, size_t length);

/* Interrupts for what has happened, where the driver wants one: their number. */
unsigned int model_device_interrupt(struct model_device *device);

#endif /* VIRTIO_MODEL_DEVICE_H */
