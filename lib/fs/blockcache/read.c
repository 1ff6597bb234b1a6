/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Blocks that are not in memory yet. Whoever wants one first reads it, and those who
 * come meanwhile wait for that.
 */
#include <uk/string.h>

#include "private.h"

/* One more has the block, or waits to. */
static bool is_read(void *argument)
{
	struct uk_block *block = argument;

	return !(block->state & BLOCK_READING);
}

/* False: it could not be read, perhaps for a neighbour's fault */
static bool share(struct uk_blockcache *cache, struct uk_block *block)
{
	block_own(block);
	uk_blockcache_wait(cache, is_read, block);
	if (block->state & BLOCK_VALID)
		return true;
	uk_block_put(block);
	return false;
}

/* The block is the caller's, whatever comes of it. */
static int read_one(struct uk_blockcache *cache, struct uk_block *block)
{
	int error;

	block->state = BLOCK_READING;
	error = uk_blkdev_read(cache->dev,
			       blockcache_sector(cache, block->number),
			       block->data, cache->block_size);
	if (error)
		blockcache_unhash(block);
	else
		block->state = BLOCK_VALID;
	uk_blockcache_wake(cache);
	return error;
}

int blockcache_read(struct uk_blockcache *cache, uint64_t number,
		    struct uk_block **got, bool fill)
{
	struct uk_block *block, *taken;
	int error = 0;

	if (number >= cache->blocks)
		return -EINVAL;
	for (;;) {
		block = blockcache_find(cache, number);
		if (block) {
			*got = block;
			if (share(cache, block))
				return 0;
			continue;
		}
		error = blockcache_take(cache, &taken);
		if (error)
			return error;
		if (!blockcache_find(cache, number))
			break;
		blockcache_give(taken); /* it came while this waited for memory */
	}
	cache->misses++;
	blockcache_insert(taken, number);
	taken->owners = 1;
	*got = taken;
	if (fill) {
		error = read_one(cache, taken);
	} else {
		memset(taken->data, 0, cache->block_size);
		taken->state = BLOCK_VALID;
	}
	if (error)
		uk_block_put(taken);
	return error;
}

/* The blocks from `number` on that are not there, as far as there is memory for them
 * without waiting: on the list `blocks`.
 */
static unsigned int collect(struct uk_blockcache *cache, uint64_t number,
			    unsigned int count, struct uk_list_head *blocks)
{
	unsigned int collected = 0;

	for (; count; count--, number++) {
		struct uk_block *block;

		if (blockcache_find(cache, number))
			continue;
		block = blockcache_take_now(cache);
		if (!block)
			break;
		block->state = BLOCK_READING;
		blockcache_insert(block, number);
		uk_list_add_tail(&block->link, blocks);
		collected++;
	}
	return collected;
}

static void drop(struct uk_list_head *blocks)
{
	struct uk_block *block;

	while ((block = uk_list_first(blocks, struct uk_block, link))) {
		uk_list_del(&block->link);
		blockcache_unhash(block);
		blockcache_give(block);
	}
}

void uk_blockcache_read_ahead(struct uk_blockcache *cache, uint64_t number,
			      unsigned int count)
{
	struct uk_list_head blocks;

	uk_list_init(&blocks);
	if (number >= cache->blocks)
		return;
	blockcache_settle(cache);
	count = (unsigned int)UK_MIN((uint64_t)count, cache->blocks - number);
	/* More would push each other out. */
	count = (unsigned int)UK_MIN((size_t)count, cache->limit / 4);
	cache->misses += collect(cache, number, count, &blocks);
	while (!uk_list_empty(&blocks) && cache->free_transfers) {
		struct transfer *t =
			blockcache_fill(cache, &blocks, UK_BLK_READ);
		struct uk_blk_request *request = &t->request;

		if (uk_blkdev_submit(cache->dev, 0, &request, 1) != 1) {
			request->result = -EAGAIN; /* a hint may be ignored */
			blockcache_complete(t);
			break;
		}
	}
	drop(&blocks);
}
