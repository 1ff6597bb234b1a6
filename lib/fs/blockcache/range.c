/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cached blocks of a range: looked up one by one, or found among all that are there,
 * whichever is less work.
 */
#include "private.h"

bool blockcache_is_within(const struct uk_blockcache *cache, uint64_t number,
			  uint64_t count)
{
	return count <= cache->blocks && number <= cache->blocks - count;
}

static struct uk_block *search(struct uk_blockcache *cache, uint64_t number,
			       uint64_t count,
			       bool (*test)(struct uk_block *block,
					    void *argument),
			       void *argument)
{
	struct slab *slab;

	uk_list_for_each_entry (slab, &cache->slabs, link)
		for (unsigned int i = 0; i < cache->slab_blocks; i++) {
			struct uk_block *block = &slab->blocks[i];

			if (block->state && block->number - number < count &&
			    test(block, argument))
				return block;
		}
	return NULL;
}

struct uk_block *blockcache_find_in(struct uk_blockcache *cache,
				    uint64_t number, uint64_t count,
				    bool (*test)(struct uk_block *block,
						 void *argument),
				    void *argument)
{
	if (count > cache->count)
		return search(cache, number, count, test, argument);
	for (; count; count--, number++) {
		struct uk_block *block = blockcache_find(cache, number);

		if (block && test(block, argument))
			return block;
	}
	return NULL;
}

struct range {
	struct uk_blockcache *cache;
	uint64_t number, count;
};

static bool is_busy(struct uk_block *block, void *argument __uk_unused)
{
	return block->state & BLOCK_BUSY;
}

static bool is_range_idle(void *argument)
{
	struct range *range = argument;

	return !blockcache_find_in(range->cache, range->number, range->count,
				   is_busy, NULL);
}

void blockcache_wait_idle(struct uk_blockcache *cache, uint64_t number,
			  uint64_t count)
{
	struct range range = { cache, number, count };

	uk_blockcache_wait(cache, is_range_idle, &range);
}

/* What a transaction has is left to it (uk/jbd2.h). */
static bool forget(struct uk_block *block, void *argument __uk_unused)
{
	if (block->transaction || block->state & BLOCK_HELD)
		return false;
	if (block->state & BLOCK_DIRTY) {
		block_clean(block);
		block->state &= ~(BLOCK_FAILED | BLOCK_LOGGED);
	} else {
		uk_list_del(&block->link);
	}
	block->state &= ~BLOCK_TOUCHED;
	if (!block->owners) {
		blockcache_unhash(block);
		blockcache_rest(block);
	}
	return false;
}

void uk_blockcache_forget(struct uk_blockcache *cache, uint64_t number,
			  uint64_t count)
{
	if (!blockcache_is_within(cache, number, count))
		return;
	blockcache_wait_idle(cache, number, count);
	blockcache_find_in(cache, number, count, forget, NULL);
}
