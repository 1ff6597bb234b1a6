/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Changed blocks on their way to the disk, in rounds: what is dirty when one begins is put
 * in the disk's order, and goes there in as few requests as possible.
 */
#include "private.h"

void block_list_dirty(struct uk_block *block)
{
	struct uk_blockcache *cache = block->cache;
	struct uk_list_head *list = &cache->dirty;

	if (block->state & BLOCK_FAILED)
		list = &cache->failed;
	else if (block->state & BLOCK_LOGGED)
		list = &cache->logged;
	uk_list_add_tail(&block->link, list);
	cache->dirty_count++;
}

void block_clean(struct uk_block *block)
{
	uk_list_del(&block->link);
	block->state &= ~(BLOCK_DIRTY | BLOCK_QUEUED);
	block->cache->dirty_count--;
}

void block_set_dirty(struct uk_block *block)
{
	unsigned int old = block->state;

	block->state |= BLOCK_DIRTY;
	if (!(old & (BLOCK_DIRTY | BLOCK_WRITING)))
		block_list_dirty(block); /* else it is there, or will be */
}

void uk_block_dirty(struct uk_block *block)
{
	struct uk_blockcache *cache = block->cache;

	UK_ASSERT(block->owners);
	if (block->state & BLOCK_HELD)
		return;
	block->state |= BLOCK_TOUCHED;
	block_set_dirty(block);
	if (cache->dirty_count > cache->dirty_limit)
		blockcache_write_some(cache, false);
}

static void begin_round(struct uk_blockcache *cache)
{
	struct uk_block *block;

	uk_list_for_each_entry (block, &cache->dirty, link)
		block->state |= BLOCK_QUEUED;
	blockcache_splice(&cache->dirty, &cache->todo);
	blockcache_sort(&cache->todo);
	cache->round++;
}

static void submit(struct uk_blockcache *cache,
		   struct uk_blk_request **requests, unsigned int count)
{
	int taken = uk_blkdev_submit(cache->dev, 0, requests, count);

	/* Those that are not taken at once wait for room, or end with an error. */
	for (unsigned int i = taken > 0 ? (unsigned int)taken : 0; i < count; i++)
		uk_blkdev_submit_all(cache->dev, requests[i], 1);
}

/* As much of the round as there are transfers for */
static void dispatch(struct uk_blockcache *cache)
{
	struct uk_blk_request *requests[TRANSFERS];
	unsigned int count = 0;

	while (!uk_list_empty(&cache->todo) && cache->free_transfers) {
		struct transfer *t =
			blockcache_fill(cache, &cache->todo, UK_BLK_WRITE);
		struct uk_block *block;

		uk_list_for_each_entry (block, &t->blocks, link) {
			block->state &= ~(BLOCK_DIRTY | BLOCK_QUEUED);
			block->state |= BLOCK_WRITING;
			cache->dirty_count--;
		}
		if (!++cache->sequence) /* 0 is none */
			cache->sequence = 1;
		t->sequence = cache->sequence;
		requests[count++] = &t->request;
	}
	if (count)
		submit(cache, requests, count);
}

void blockcache_write_some(struct uk_blockcache *cache, bool all)
{
	blockcache_settle(cache);
	if (uk_list_empty(&cache->todo)) {
		if (all || uk_list_empty(&cache->dirty))
			blockcache_splice(&cache->logged, &cache->dirty);
		begin_round(cache);
	}
	dispatch(cache);
}

static bool can_go_on(void *argument)
{
	struct uk_blockcache *cache = argument;

	return cache->free_transfers || uk_list_empty(&cache->todo);
}

struct submitted {
	struct uk_blockcache *cache;
	unsigned int last;
};

/* No write is in flight that was submitted up to the last one. */
static bool are_written(void *argument)
{
	const struct submitted *submitted = argument;

	for (unsigned int i = 0; i < TRANSFERS; i++) {
		unsigned int sequence = submitted->cache->transfers[i].sequence;

		if (sequence && (int)(sequence - submitted->last) <= 0)
			return false;
	}
	return true;
}

/* The round `mine` has begun, and all of it was submitted. */
static bool is_submitted(const struct uk_blockcache *cache, unsigned int mine)
{
	int ahead = (int)(cache->round - mine);

	return ahead > 0 || (!ahead && uk_list_empty(&cache->todo));
}

/* All that is dirty now: if a round is under way, that is the next one. */
static int write_all(struct uk_blockcache *cache, bool logged)
{
	struct submitted submitted = { .cache = cache };
	unsigned int mine;

	blockcache_settle(cache);
	blockcache_splice(&cache->failed, &cache->dirty);
	if (logged)
		blockcache_splice(&cache->logged, &cache->dirty);
	mine = cache->round + 1 + !uk_list_empty(&cache->todo);
	while (!is_submitted(cache, mine)) {
		if (uk_list_empty(&cache->todo))
			begin_round(cache);
		dispatch(cache);
		uk_blockcache_wait(cache, can_go_on, cache);
	}
	submitted.last = cache->sequence;
	uk_blockcache_wait(cache, are_written, &submitted);
	if (cache->count > cache->limit)
		uk_blockcache_shrink(cache, (cache->count - cache->limit) *
						    cache->block_size);
	return uk_list_empty(&cache->failed) ? 0 : cache->error;
}

int uk_blockcache_write(struct uk_blockcache *cache)
{
	return write_all(cache, false);
}

int uk_blockcache_write_logged(struct uk_blockcache *cache)
{
	return write_all(cache, true);
}

/* A dirty block that is to be written in this round, not in the next */
static bool prefer(struct uk_block *block, void *argument)
{
	if (!(block->state & BLOCK_DIRTY) ||
	    block->state & (BLOCK_WRITING | BLOCK_HELD))
		return false;
	uk_list_del(&block->link);
	uk_list_add_tail(&block->link, argument);
	block->state |= BLOCK_QUEUED;
	return false;
}

static bool is_queued(struct uk_block *block, void *argument)
{
	return block->state & *(unsigned int *)argument;
}

int uk_blockcache_write_range(struct uk_blockcache *cache, uint64_t number,
			      uint64_t count)
{
	unsigned int queued = BLOCK_QUEUED, failed = BLOCK_FAILED;
	struct uk_list_head wanted;

	if (!blockcache_is_within(cache, number, count))
		return -EINVAL;
	uk_list_init(&wanted);
	blockcache_settle(cache);
	blockcache_find_in(cache, number, count, prefer, &wanted);
	if (!uk_list_empty(&wanted)) {
		blockcache_sort(&wanted);
		blockcache_splice(&cache->todo, &wanted);
		blockcache_splice(&wanted, &cache->todo);
	}
	while (blockcache_find_in(cache, number, count, is_queued, &queued)) {
		dispatch(cache);
		uk_blockcache_wait(cache, can_go_on, cache);
	}
	blockcache_wait_idle(cache, number, count);
	return blockcache_find_in(cache, number, count, is_queued, &failed) ?
		       cache->error : 0;
}
