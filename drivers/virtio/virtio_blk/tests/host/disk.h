/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A disk made of the virtqueues' model (drivers/virtio/virtio/tests), for host programs:
 * registers, queues, and a device that does what requests say (virtio 1.2 section 5.2.6).
 */
#ifndef VIRTIO_BLK_DISK_H
#define VIRTIO_BLK_DISK_H

#include <uk/blkdev.h>
#include <uk/virtio.h>

#include "model.h"

#define DISK_QUEUES 4
#define DISK_SECTORS 256
#define DISK_CONFIG 60

struct disk {
	struct uk_virtio_device virtio;
	struct uk_blkdev *dev; /* once probed */
	uint64_t offered, accepted;
	uint8_t status;
	bool stuck; /* does not reset */
	bool idle;  /* does nothing by itself */
	uint8_t config[DISK_CONFIG];
	uint16_t ring;		 /* most descriptors of a queue */
	unsigned int interrupts; /* that can be had */
	struct uk_virtqueue *queues[DISK_QUEUES];
	struct model models[DISK_QUEUES];
	uint16_t doorbells[DISK_QUEUES];
	char content[DISK_SECTORS * UK_BLK_SECTOR];
	const char *id;
	/* What it does instead of what it is asked: an answer, by the type of request;
	 * and how many bytes less than it should it says that it wrote
	 */
	int answer[16];
	uint32_t shorter;
	unsigned int served[16];
	const char *fault; /* the rule that the driver broke */
};

#define DISK_PROPERLY (-1) /* in `answer` */

/* A device of DISK_SECTORS, with all features of `offered` besides VERSION_1. */
void disk_make(struct disk *disk, uint64_t offered);
int disk_probe(struct disk *disk);
void disk_config_set(struct disk *disk, unsigned int offset, const void *field,
		     size_t length);

/* Does the next request of a queue; false: there is none. */
bool disk_serve(struct disk *disk, unsigned int queue);
/* Does all, and interrupts. */
void disk_work(struct disk *disk);
void disk_interrupt(struct disk *disk);

#endif /* VIRTIO_BLK_DISK_H */
