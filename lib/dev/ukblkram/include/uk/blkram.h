/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A disk in memory, as a device that disks' users can be tried with: what it does wrong
 * and when it is done are the caller's to say.
 */
#ifndef UK_BLKRAM_H
#define UK_BLKRAM_H

#include <uk/blkdev.h>

struct uk_blkram {
	struct uk_blkdev dev;
	char *content; /* info.sectors of them */
	/*
	 * Asked before each request, with interrupts disabled: 0, or the error
	 * that it ends with. NULL: none.
	 */
	int (*fault)(struct uk_blkram *disk,
		     const struct uk_blk_request *request);
	void *fault_argument;
	/* Requests are not done when they are submitted, but by reap, the newest
	 * first. What nobody reaps is never done.
	 */
	bool is_slow;
	bool broken; /* all ends with -EIO */
	/* Its own */
	struct uk_blk_request *waiting;
	unsigned int held;
};

struct uk_blkram_config {
	struct uk_alloc *allocator; /* NULL: the default heap */
	uint64_t sectors;
	/* Of `sectors`, which stays the caller's; NULL: allocated, zeroes */
	void *content;
	uint32_t block_size; /* 0: UK_BLK_SECTOR */
	uint16_t depth;	     /* 0: 64 */
	bool read_only;
	bool volatile_cache; /* only says so */
};

/* A disk, registered and for good: the list of devices never gets shorter. NULL if
 * there is no memory.
 */
struct uk_blkram *uk_blkram_create(const struct uk_blkram_config *config);

#endif /* UK_BLKRAM_H */
