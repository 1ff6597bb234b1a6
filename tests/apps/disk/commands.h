/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef DISK_COMMANDS_H
#define DISK_COMMANDS_H

#include <uk/blkdev.h>

/* Each prints one line; 0 or the error that it prints. Lengths are in sectors. */

/* What the device says of itself */
int disk_info(struct uk_blkdev *dev);
/* Fills sectors with a pattern that depends on `seed` and on where they are. */
int disk_write(struct uk_blkdev *dev, uint64_t sector, uint64_t sectors,
	       unsigned int seed, uint32_t flags);
/* Reads them, and says where the first is that does not have that pattern; `seed` 0:
 * zeroes.
 */
int disk_check(struct uk_blkdev *dev, uint64_t sector, uint64_t sectors,
	       unsigned int seed);
/* `count` writes of `segments` pieces of a block each, scattered, all at a time; then reads,
 * and compares.
 */
int disk_many(struct uk_blkdev *dev, unsigned int count, unsigned int segments,
	      unsigned int queues);

#endif /* DISK_COMMANDS_H */
