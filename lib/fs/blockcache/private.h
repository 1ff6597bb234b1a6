/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How blocks, and the requests that carry them, are kept.
 *
 * Threads switch only where something waits, so what does not wait is one step to
 * all others. An interrupt touches nothing but `finished` and `waiters`: it puts
 * transfers on the first, and threads take them off (blockcache_settle()).
 */
#ifndef BLOCKCACHE_PRIVATE_H
#define BLOCKCACHE_PRIVATE_H

#include <uk/assert.h>
#include <uk/blockcache.h>
#include <uk/blockcache_journal.h>

/* uk_block.state. The block's `link` is on
 *	`unused`	valid, and nothing of the below
 *	`dirty`		DIRTY: will be in the next round of write-back
 *	`todo`		DIRTY and QUEUED: is in this one
 *	`logged`	DIRTY and LOGGED: in none yet
 *	`failed`	DIRTY and FAILED: in none yet
 *	a transfer	READING or WRITING
 *	nothing		HELD; in use and clean; read by the one who wants it
 */
#define BLOCK_VALID 1u	 /* `data` is the disk's content, or newer */
#define BLOCK_READING 2u
#define BLOCK_WRITING 4u /* with DIRTY: it was changed meanwhile */
#define BLOCK_DIRTY 8u
#define BLOCK_HELD 16u	 /* a transaction's: not to be written */
#define BLOCK_LOGGED 32u /* in the journal: need not be written soon */
#define BLOCK_QUEUED 64u
#define BLOCK_FAILED 128u /* could not be written; will be tried again */
#define BLOCK_TOUCHED 256u /* who has it changes it; perhaps again after a write */

#define BLOCK_BUSY (BLOCK_READING | BLOCK_WRITING)

/* Requests that are in flight at a time, and blocks of each that do not lie behind
 * each other in memory.
 */
#define TRANSFERS 8
#define TRANSFER_SEGMENTS 32

struct blockcache_waiter;

struct transfer {
	struct uk_blk_request request;
	struct transfer *next; /* free, or finished */
	struct uk_blockcache *cache;
	struct uk_list_head blocks;
	unsigned int sequence; /* of writes; 0: not in flight */
	struct uk_sgsegment *segments;
};

/* Blocks are allocated many at a time: their data lies behind each other. */
struct slab {
	struct uk_list_head link;
	void *data;
	struct uk_block blocks[];
};

struct uk_blockcache {
	struct uk_blkdev *dev;
	struct uk_alloc *allocator;
	uint32_t block_size;
	unsigned int sector_shift; /* sectors of a block */
	uint64_t blocks;	   /* of the device */

	struct uk_block **buckets;
	unsigned int hash_shift;

	struct uk_list_head unused; /* longest unused first */
	struct uk_list_head dirty;
	struct uk_list_head logged;
	struct uk_list_head todo; /* by number: this round of write-back */
	struct uk_list_head failed;
	unsigned int round; /* counts them */
	size_t dirty_count; /* of all four */
	size_t dirty_limit;
	int error; /* of `failed`: the last */
	void (*written)(struct uk_block *block);

	struct uk_list_head slabs;
	struct uk_list_head free; /* blocks of slabs */
	unsigned int slab_blocks;
	size_t count; /* of all slabs */
	size_t limit;
	bool is_short; /* the heap had no memory for another one */

	struct transfer *free_transfers;
	struct transfer *finished; /* with interrupts disabled */
	unsigned int sequence;
	unsigned int segments_most;
	struct transfer transfers[TRANSFERS];

	bool flushing;
	uint64_t flushed;      /* flushes that have ended */
	uint64_t flush_failed; /* the last of them that failed; 0: none */
	int flush_error;

	struct blockcache_waiter *waiters; /* with interrupts disabled */
	uint64_t hits, misses, writes;
};

static inline uint64_t blockcache_sector(const struct uk_blockcache *cache,
					 uint64_t number)
{
	return number << cache->sector_shift;
}

/* Knuth, The Art of Computer Programming 3, 6.4: multiplicative hashing */
static inline struct uk_block **
blockcache_bucket(const struct uk_blockcache *cache, uint64_t number)
{
	return &cache->buckets[(number * 0x9e3779b97f4a7c15ul) >>
			       cache->hash_shift];
}

static inline struct uk_block *
blockcache_find(const struct uk_blockcache *cache, uint64_t number)
{
	struct uk_block *block = *blockcache_bucket(cache, number);

	while (block && block->number != number)
		block = block->next;
	return block;
}

/* Nobody has it, and it is as the disk's: can be given up */
static inline bool block_is_idle(const struct uk_block *block)
{
	return !block->owners && !(block->state & ~BLOCK_VALID);
}

static inline void block_own(struct uk_block *block)
{
	if (block_is_idle(block))
		uk_list_del(&block->link);
	block->owners++;
}

/* memory.c */
void blockcache_memory_init(struct uk_blockcache *cache, size_t memory);
void blockcache_memory_free(struct uk_blockcache *cache);
/* A block that is nobody's; may sleep. -ENOMEM */
int blockcache_take(struct uk_blockcache *cache, struct uk_block **block);
/* The same without waiting: NULL */
struct uk_block *blockcache_take_now(struct uk_blockcache *cache);
void blockcache_insert(struct uk_block *block, uint64_t number);
void blockcache_unhash(struct uk_block *block);
/* It is on no list, and nobody has it. */
void blockcache_give(struct uk_block *block);
/* Nobody has it any more: puts it where its state says. */
void blockcache_rest(struct uk_block *block);

/* read.c: uk_blockcache_get() of a block that is not there; with or without asking the
 * disk.
 */
int blockcache_read(struct uk_blockcache *cache, uint64_t number,
		    struct uk_block **block, bool fill);

/* transfer.c */
int blockcache_transfers_init(struct uk_blockcache *cache);
void blockcache_transfers_free(struct uk_blockcache *cache);
/* Moves the first run of neighbours on `list` into a free transfer; there is one. */
struct transfer *blockcache_fill(struct uk_blockcache *cache,
				 struct uk_list_head *list,
				 enum uk_blk_operation operation);
void blockcache_complete(struct transfer *transfer);
/* Nothing is in flight. */
bool blockcache_is_quiet(const struct uk_blockcache *cache);
void blockcache_settle_all(struct uk_blockcache *cache);

static inline void blockcache_settle(struct uk_blockcache *cache)
{
	if (UK_UNLIKELY(*(struct transfer *volatile *)&cache->finished))
		blockcache_settle_all(cache);
}

/* writeback.c */
/* Begins to write if too much is dirty. */
void blockcache_write_some(struct uk_blockcache *cache, bool all);
/* A block that was on one of the four lists is not any more. */
void block_clean(struct uk_block *block);
void block_set_dirty(struct uk_block *block);
/* Puts it on the list that its state asks for. */
void block_list_dirty(struct uk_block *block);

/* range.c: the first cached block of these for which test() holds, or NULL; calls it
 * for each until then. Does not sleep, nor may test().
 */
struct uk_block *blockcache_find_in(struct uk_blockcache *cache,
				    uint64_t number, uint64_t count,
				    bool (*test)(struct uk_block *block,
						 void *argument),
				    void *argument);
/* None of them is being read or written. */
void blockcache_wait_idle(struct uk_blockcache *cache, uint64_t number,
			  uint64_t count);
bool blockcache_is_within(const struct uk_blockcache *cache, uint64_t number,
			  uint64_t count);

/* sort.c */
void blockcache_sort(struct uk_list_head *blocks);
/* Moves all of `from` to the end of `to`. */
void blockcache_splice(struct uk_list_head *from, struct uk_list_head *to);

#endif /* BLOCKCACHE_PRIVATE_H */
