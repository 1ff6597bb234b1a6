/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What drivers of block devices share: the check of a request, and the book-keeping
 * around it. All with interrupts disabled, so that a completion is never half done.
 */
#ifndef UK_BLKDEV_DRIVER_H
#define UK_BLKDEV_DRIVER_H

#include <uk/blkdev.h>

/* Whether the device could do the request: 0, -EINVAL (positions, lengths or
 * segments), -EROFS, -EOPNOTSUPP.
 */
int uk_blkdev_check(const struct uk_blkdev *dev,
		    const struct uk_blk_request *request);

/* The driver has taken the request. */
static inline void uk_blkdev_begin(struct uk_blkdev *dev,
				   const struct uk_blk_request *request)
{
	struct uk_blkdev_stats *stats = &dev->stats;

	dev->in_flight++;
	switch (request->operation) {
	case UK_BLK_READ:
		stats->reads++;
		stats->read_sectors += request->sectors;
		break;
	case UK_BLK_WRITE:
		stats->writes++;
		stats->write_sectors += request->sectors;
		break;
	case UK_BLK_FLUSH:
		stats->flushes++;
		break;
	default:
		stats->discards++;
	}
}

/* It is done: the request is the caller's again. */
static inline void uk_blkdev_end(struct uk_blkdev *dev,
				 struct uk_blk_request *request, int result)
{
	dev->in_flight--;
	if (UK_UNLIKELY(result))
		dev->stats.errors++;
	request->result = result;
	request->done(request);
}

/* After one or more uk_blkdev_end(): there is room in a queue. */
static inline void uk_blkdev_ended(struct uk_blkdev *dev)
{
	if (UK_UNLIKELY(dev->room.pending))
		uk_blkdev_happened(&dev->room);
}

#endif /* UK_BLKDEV_DRIVER_H */
