/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A disk made of the virtqueues' model (drivers/virtio/virtio/tests), for host programs:
 * registers, queues, and a device that does what requests say (virtio 1.2 section 5.2.6).
 */
#ifndef VIRTIO_BLK_DISK_H
#define VIRTIO_BLK_DISK_H

#include <uk/blkdev.h>
#include <uk/virtio.h>

#include "model_device.h"

#define DISK_QUEUES 4
#define DISK_SECTORS 256
#define DISK_CONFIG 60

struct disk {
	struct model_device device;
	struct uk_blkdev *dev; /* once probed */
	bool idle; /* does nothing by itself */
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

/* Does the next request of a queue; false: there is none. */
bool disk_serve(struct disk *disk, unsigned int queue);
/* Does all, and interrupts. */
void disk_work(struct disk *disk);
void disk_interrupt(struct disk *disk);

#endif /* VIRTIO_BLK_DISK_H */
