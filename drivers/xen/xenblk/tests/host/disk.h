/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A backend of disks for host programs (io/blkif.h): it does what requests say, with a check of
 * each, or something else.
 */
#ifndef XENBLK_DISK_H
#define XENBLK_DISK_H

#include "../../../xenbus/tests/host/other_side.h"
#include "../../xenblk.h"

#define DISK_SECTORS 2048u

struct disk {
	struct uk_blkdev *dev; /* once found */
	uint8_t content[DISK_SECTORS * UK_BLK_SECTOR];
	uint32_t taken; /* requests */
	int16_t status[8]; /* that it says, by operation */
	unsigned int served[8];
	unsigned int segments; /* of the longest request */
};

extern struct disk disk;

/* With flushes, discards and tables of segments. */
void disk_make(void);
/* 0, or the driver's error. */
int disk_find(void);
struct blkif_ring *disk_ring(void);
/* Does the next request. False: there is none. */
bool disk_serve(void);
/* Does all, and says so. */
void disk_work(void);
/* The next response, whatever it be. */
void disk_respond(uint64_t id, int16_t status);

#endif /* XENBLK_DISK_H */
