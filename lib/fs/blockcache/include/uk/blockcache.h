/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Blocks of a disk in memory: read once, written back together, and never more of
 * them than was allowed. Made for disk file systems; their journal (uk/jbd2.h)
 * decides when a changed block of metadata may go to its place.
 *
 * A block is got, used, and put. While somebody has it, it stays where it is. Who
 * changes one says so before he puts it.
 *
 * Context: threads; all may sleep for the device. No lock is held meanwhile: a
 * block that is being read or written makes only those wait who want that
 * block (reading one that is being written waits for nobody). Errors are
 * negative errno.
 */
#ifndef UK_BLOCKCACHE_H
#define UK_BLOCKCACHE_H

#include <uk/blkdev.h>
#include <uk/list.h>

struct uk_blockcache;

struct uk_block {
	uint64_t number;
	void *data; /* of the cache's block size */
	/* The cache's own */
	struct uk_blockcache *cache;
	struct uk_block *next; /* in its bucket */
	struct uk_list_head link; /* unused, or dirty */
	uint32_t owners;
	uint32_t state;
	/* The journal's own: a block of metadata that a transaction holds may not
	 * be written to its place.
	 */
	void *transaction;
	struct uk_list_head transaction_link;
};

/*
 * A cache of `dev`, which the caller has opened. `block_size`: a power of two from
 * the device's block size to 64 KiB. `memory`: most bytes of blocks, taken as
 * they are needed; blocks in use or pinned by a transaction may exceed it. 0, -EINVAL,
 * -ENOMEM.
 */
int uk_blockcache_create(struct uk_blkdev *dev, uint32_t block_size,
			 size_t memory, struct uk_blockcache **cache);
/* Nothing is in use; what is dirty and was not written back is lost. */
void uk_blockcache_destroy(struct uk_blockcache *cache);

/* Block `number` as it is on the disk, or was changed since. 0, -EIO, -ENOMEM,
 * -EINVAL (beyond the device).
 */
int uk_blockcache_get(struct uk_blockcache *cache, uint64_t number,
		      struct uk_block **block);
/* The same for one that the caller fills anew: it is not read; it is all zeroes if it
 * was not there.
 */
int uk_blockcache_get_new(struct uk_blockcache *cache, uint64_t number,
			  struct uk_block **block);
/* The block if it is there and valid, else NULL. Never sleeps. */
struct uk_block *uk_blockcache_peek(struct uk_blockcache *cache,
				    uint64_t number);
void uk_block_put(struct uk_block *block);

/* It was changed, or is about to be, before it is put: it will be written back
 * some time.
 */
void uk_block_dirty(struct uk_block *block);

/* Will be wanted soon: reads them in one go, without waiting. A hint. */
void uk_blockcache_read_ahead(struct uk_blockcache *cache, uint64_t number,
			      unsigned int count);

/* They are free on the disk now: what the cache has of them is forgotten, not written. */
void uk_blockcache_forget(struct uk_blockcache *cache, uint64_t number,
			  uint64_t count);

/*
 * Writes dirty blocks (but none that a transaction holds) in large requests, and
 * waits: those of `numbers`, or all. Not a flush. 0, or the first error; blocks
 * that could not be written stay dirty, and are tried again by each call: it says so
 * until they are written or forgotten.
 */
int uk_blockcache_write(struct uk_blockcache *cache);
int uk_blockcache_write_range(struct uk_blockcache *cache, uint64_t number,
			      uint64_t count);
/* What was written lasts; threads that call it at a time share flushes. The error as
 * well if there are blocks that could not be.
 */
int uk_blockcache_flush(struct uk_blockcache *cache);

/* Whole blocks between the caller's memory and the disk, in requests as large as the
 * device takes, past the cache, but never past what is dirty in it: for large
 * transfers.
 */
int uk_blockcache_read_direct(struct uk_blockcache *cache, uint64_t number,
			      uint64_t count, void *to);
int uk_blockcache_write_direct(struct uk_blockcache *cache, uint64_t number,
			       uint64_t count, const void *from);

struct uk_blockcache_stats {
	uint64_t hits, misses, writes;
	size_t memory; /* now, in bytes */
	size_t dirty;  /* blocks */
};
void uk_blockcache_stats(struct uk_blockcache *cache,
			 struct uk_blockcache_stats *stats);

uint32_t uk_blockcache_block_size(const struct uk_blockcache *cache);
struct uk_blkdev *uk_blockcache_device(const struct uk_blockcache *cache);

/* Gives up to so much memory back that nobody uses; never sleeps. How many bytes. */
size_t uk_blockcache_shrink(struct uk_blockcache *cache, size_t bytes);

#endif /* UK_BLOCKCACHE_H */
