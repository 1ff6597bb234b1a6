/* SPDX-License-Identifier: BSD-3-Clause */
/* A disk as this driver keeps it, and what its files share. */
#ifndef UKVM_BLOCK_H
#define UKVM_BLOCK_H

#include <uk/blkdev_driver.h>
#include <uk/ukvm_requests.h>

#define RING_ENTRIES 128u
/* Bytes of one transfer: longer ones are no faster. */
#define TRANSFER_MOST (8u << 20)
/* Of one request without memory */
#define ZERO_MOST (1u << 30)

struct ukvm_block {
	struct uk_blkdev blkdev;
	struct uk_ukvm_requests requests;
	unsigned int device; /* in the boot page's table */
};

static inline struct ukvm_block *ukvm_block_of(struct uk_blkdev *dev)
{
	return UK_CONTAINER_OF(dev, struct ukvm_block, blkdev);
}

/* requests.c */
int ukvm_block_submit(struct uk_blkdev *dev, unsigned int queue,
		      struct uk_blk_request **requests, unsigned int count);
int ukvm_block_reap(struct uk_blkdev *dev, unsigned int queue);
int ukvm_block_interrupt(struct uk_blkdev *dev, unsigned int queue, bool on);
void ukvm_block_event(void *block);

#endif /* UKVM_BLOCK_H */
