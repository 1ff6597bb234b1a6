/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Block devices: requests go to a queue in batches, many at a time, and are told of
 * when they are done, in any order. Memory is the caller's and nothing is copied.
 * Made for file systems, and for applications that use a disk without one.
 *
 * Order: requests that are in flight at a time may be done in any order. Who needs
 * one after the other waits for the first. What a write has put where the device
 * may lose it at a power cut (its cache) is kept for good by a FLUSH that is
 * submitted after the write was done, or by UK_BLK_FUA on the write itself.
 *
 * Context: submit and reap from threads, completions as said below. On one CPU no
 * lock is needed: a submission is one step to other threads, and to interrupts.
 * Errors are negative errno.
 */
#ifndef UK_BLKDEV_H
#define UK_BLKDEV_H

#include <uk/errno.h>
#include <uk/essentials.h>
#include <uk/sglist.h>
#ifdef CONFIG_LIBUKBLKDEV_THREADS
#include <uk/wait.h>
#endif

struct uk_alloc;
struct uk_blkdev;
struct uk_blk_request;

/* The unit of positions and lengths, whatever the device's own blocks are. */
#define UK_BLK_SECTOR 512u

enum uk_blk_operation {
	UK_BLK_READ,
	UK_BLK_WRITE,
	UK_BLK_FLUSH,	     /* no sectors, no memory */
	UK_BLK_DISCARD,	     /* the content is not needed any more; no memory */
	UK_BLK_WRITE_ZEROES, /* no memory */
};

#define UK_BLK_FUA 1u	/* of a write: done when it cannot be lost any more */
#define UK_BLK_UNMAP 2u /* of WRITE_ZEROES: the device may give up the space */

struct uk_blk_request {
	/* The caller's */
	enum uk_blk_operation operation;
	uint32_t flags;
	uint64_t sector;
	uint64_t sectors; /* of all segments together */
	struct uk_sgsegment *segments; /* lengths are multiples of the block */
	unsigned int segment_count;
	int result;
	/*
	 * The request is done, `result` says how: 0, -EIO, -ENOSPC, -EROFS...
	 * Called with interrupts disabled, from an interrupt or before submit
	 * returns; must not sleep, submits nothing. The request is the caller's
	 * again.
	 */
	void (*done)(struct uk_blk_request *request);
	void *argument;
	/* The driver's, while it has the request */
	struct uk_blk_request *next;
	uint64_t driver[6];
};

struct uk_blkdev_info {
	uint64_t sectors; /* the device's size, a multiple of the block */
	/* Smallest unit that can be read and written, and one that goes well (each a
	 * power of two of at least UK_BLK_SECTOR); positions and lengths are
	 * multiples of the first.
	 */
	uint32_t block_size;
	uint32_t physical_block_size;
	uint32_t segments_most;	   /* of one request */
	uint32_t segment_most;	   /* bytes of one segment, whole blocks */
	uint64_t sectors_most;	   /* of one read or write */
	uint64_t discard_most;	   /* sectors of one; 0: cannot */
	uint64_t zeroes_most;	   /* 0: cannot */
	uint16_t queues;	   /* that it can have */
	uint16_t depth; /* requests of one segment that one queue can hold */
	bool read_only;
	bool volatile_cache; /* without: FLUSH does nothing, every write lasts */
	char serial[21]; /* known when it was opened once; "" if it has none */
};

struct ukblkdev_ops {
	const char *driver;
	/* Fills in what `info` is not sure of before: -EIO, -ENOMEM, -ENOSPC (no
	 * interrupt), -ENOTSUP.
	 */
	int (*start)(struct uk_blkdev *dev, unsigned int queues);
	void (*stop)(struct uk_blkdev *dev); /* nothing is in flight */
	int (*submit)(struct uk_blkdev *dev, unsigned int queue,
		      struct uk_blk_request **requests, unsigned int count);
	int (*reap)(struct uk_blkdev *dev, unsigned int queue);
	int (*interrupt)(struct uk_blkdev *dev, unsigned int queue, bool on);
};

struct uk_blkdev_stats {
	uint64_t reads, read_sectors;
	uint64_t writes, write_sectors;
	uint64_t flushes, discards, errors;
	uint64_t kicks, interrupts;
};

/* Something to wait for: it happens when `pending`, which was set before, becomes 0. */
struct uk_blkdev_event {
	unsigned int pending;
#ifdef CONFIG_LIBUKBLKDEV_THREADS
	struct uk_wait_queue waiters;
#endif
};

/* Lies within the driver's own description of a device. */
struct uk_blkdev {
	const struct ukblkdev_ops *ops;
	struct uk_blkdev *next;
	unsigned int number; /* 0 for the first, in order of discovery */
	char name[16];	     /* "disk0": what fstab and /dev call it */
	struct uk_blkdev_info info;
	struct uk_blkdev_stats stats;
	struct uk_alloc *allocator;
	/* Set by the user; the capacity has changed (info is new already). May be
	 * called from an interrupt. NULL: nobody listens.
	 */
	void (*resized)(struct uk_blkdev *dev, void *argument);
	void *resized_argument;
	/* ukblkdev's own: who has opened it, and how */
	void *user;
	unsigned int sharers;
	unsigned int queues;	     /* in use; 0: not opened */
	unsigned int in_flight;	     /* of all queues */
	struct uk_blkdev_event room; /* some were done */
	bool polled;		     /* queue 0 does not interrupt */
};

/* For drivers, in init stage `device` or later: `ops`, `info`, `allocator` are set. */
void uk_blkdev_register(struct uk_blkdev *dev);

struct uk_blkdev *uk_blkdev_first(void);
struct uk_blkdev *uk_blkdev_get(unsigned int number);
/* By name ("disk0"), or by serial ("serial=abc": devices that were never opened are,
 * to learn theirs; a thread). NULL if there is none.
 */
struct uk_blkdev *uk_blkdev_find(const char *name);

static inline const struct ukblkdev_ops *uk_blkdev_ops(struct uk_blkdev *dev)
{
#ifdef UK_ONLY_UKBLKDEV
	extern const struct ukblkdev_ops UK_ONLY_UKBLKDEV;

	(void)dev;
	return &UK_ONLY_UKBLKDEV;
#else
	return dev->ops;
#endif
}

/*
 * Opens the device for `user` (any address of the user's, not NULL) alone: a mounted
 * file system, an application. Several users that only look may have it with
 * `shared` (device files). A thread. 0, -EBUSY, or the driver's error: -EIO,
 * -ENOMEM...
 */
int uk_blkdev_open(struct uk_blkdev *dev, void *user, bool shared);
/* The same, alone, with `queues` of info.queues; -ENOTSUP: it has not so many. */
int uk_blkdev_open_queues(struct uk_blkdev *dev, void *user,
			  unsigned int queues);
/* What is in flight is waited for. A thread. */
void uk_blkdev_close(struct uk_blkdev *dev, void *user);

/*
 * Hands requests over in order; tells the device once. How many it took, from the
 * first on: fewer when the queue is full, or when the next can never be done. What is
 * wrong with the first: -EINVAL (see uk_blkdev_check()), -EROFS, -EOPNOTSUPP; -EIO if
 * the device is broken, until all have closed it. Never sleeps.
 */
static inline int uk_blkdev_submit(struct uk_blkdev *dev, unsigned int queue,
				   struct uk_blk_request **requests,
				   unsigned int count)
{
	return uk_blkdev_ops(dev)->submit(dev, queue, requests, count);
}

/*
 * The same for `count` of them behind each other in memory, on queue 0; waits while it
 * is full, so all are taken. One that cannot be submitted is done with the
 * error as its result. A thread.
 */
void uk_blkdev_submit_all(struct uk_blkdev *dev,
			  struct uk_blk_request *requests, unsigned int count);

/* Calls done() of what is done. How many, or -EIO: the device is broken. */
static inline int uk_blkdev_reap(struct uk_blkdev *dev, unsigned int queue)
{
	return uk_blkdev_ops(dev)->reap(dev, queue);
}

/*
 * Interrupts are on from open: completions come by themselves. Who polls turns
 * them off. 0; -EIO: the device is broken.
 */
int uk_blkdev_interrupt(struct uk_blkdev *dev, unsigned int queue, bool on);

/*
 * For those who submit by themselves: the event is expected, then it is looked whether it
 * has come already, then waited for (a thread; others run, or the CPU halts).
 * uk_blkdev_happened() ends the wait: any context, as from done().
 */
static inline void uk_blkdev_expect(struct uk_blkdev_event *event)
{
	event->pending = 1;
	uk_compiler_barrier();
}

void uk_blkdev_wait(struct uk_blkdev *dev, struct uk_blkdev_event *event);
void uk_blkdev_happened(struct uk_blkdev_event *event);

/* ---- the same, waiting: threads, any number at a time; others run meanwhile.
 * 0, or the first error; then what was done of the rest is unknown.
 */

/* Submits `count` requests, whose `done` and `argument` are overwritten, and waits
 * until all are done; each has its own result.
 */
int uk_blkdev_do(struct uk_blkdev *dev, struct uk_blk_request *requests,
		 unsigned int count);

/* Bytes at a multiple of the block size, cut into requests as the device needs.
 * `flags`: UK_BLK_FUA.
 */
int uk_blkdev_read(struct uk_blkdev *dev, uint64_t sector, void *to,
		   size_t length);
int uk_blkdev_write(struct uk_blkdev *dev, uint64_t sector, const void *from,
		    size_t length, uint32_t flags);
int uk_blkdev_flush(struct uk_blkdev *dev);
/* -EOPNOTSUPP where the device cannot: that harms nobody. */
int uk_blkdev_discard(struct uk_blkdev *dev, uint64_t sector,
		      uint64_t sectors);
/* `flags`: UK_BLK_UNMAP. -EOPNOTSUPP where the device cannot: write zeroes then. */
int uk_blkdev_write_zeroes(struct uk_blkdev *dev, uint64_t sector,
			   uint64_t sectors, uint32_t flags);

#endif /* UK_BLKDEV_H */
