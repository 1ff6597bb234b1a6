/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where blocks come from: new memory until the limit is reached, then whichever was
 * unused longest; beyond the limit only if there is no other way.
 */
#include <uk/alloc.h>
#include <uk/arch/paging.h>

#include "private.h"

/* So much data is allocated at a time. */
#define SLAB_DATA (64u << 10)
#define LIMIT_LEAST 4

static size_t slab_bytes(const struct uk_blockcache *cache)
{
	return (size_t)cache->slab_blocks * cache->block_size;
}

void blockcache_memory_init(struct uk_blockcache *cache, size_t memory)
{
	size_t limit = UK_MAX(memory / cache->block_size, (size_t)LIMIT_LEAST);
	size_t slab = UK_MIN(limit, (size_t)SLAB_DATA / cache->block_size);

	cache->slab_blocks = (unsigned int)slab;
	cache->limit = limit - limit % slab;
	cache->dirty_limit = cache->limit / 2;
	uk_list_init(&cache->slabs);
	uk_list_init(&cache->free);
}

static bool add_slab(struct uk_blockcache *cache)
{
	struct uk_alloc *a = cache->allocator;
	unsigned int count = cache->slab_blocks;
	struct slab *slab;

	slab = uk_calloc(a, 1, sizeof(*slab) + count * sizeof(slab->blocks[0]));
	if (!slab)
		return false;
	slab->data = uk_memalign(a, UK_PAGE_SIZE, slab_bytes(cache));
	if (!slab->data) {
		uk_free(a, slab);
		return false;
	}
	uk_list_add_tail(&slab->link, &cache->slabs);
	for (unsigned int i = 0; i < count; i++) {
		struct uk_block *block = &slab->blocks[i];

		block->cache = cache;
		block->data = (char *)slab->data + (size_t)i * cache->block_size;
		uk_list_init(&block->transaction_link);
		uk_list_add_tail(&block->link, &cache->free);
	}
	cache->count += count;
	return true;
}

/* Where the heap has no more, what there is counts as the limit. */
static bool grow(struct uk_blockcache *cache)
{
	cache->is_short = !add_slab(cache);
	cache->dirty_limit = uk_blockcache_limit(cache) / 2;
	return !cache->is_short;
}

bool uk_blockcache_reserve(struct uk_blockcache *cache, size_t count)
{
	while (cache->count < count &&
	       cache->count + cache->slab_blocks <= cache->limit && grow(cache))
		;
	return cache->count >= count;
}

static void free_slab(struct uk_blockcache *cache, struct slab *slab)
{
	uk_list_del(&slab->link);
	uk_free(cache->allocator, slab->data);
	uk_free(cache->allocator, slab);
	cache->count -= cache->slab_blocks;
}

void blockcache_memory_free(struct uk_blockcache *cache)
{
	struct slab *slab;

	while ((slab = uk_list_first(&cache->slabs, struct slab, link)))
		free_slab(cache, slab);
}

static bool slab_is_idle(const struct uk_blockcache *cache,
			 const struct slab *slab)
{
	for (unsigned int i = 0; i < cache->slab_blocks; i++)
		if (!block_is_idle(&slab->blocks[i]))
			return false;
	return true;
}

size_t uk_blockcache_shrink(struct uk_blockcache *cache, size_t bytes)
{
	struct uk_list_head *link, *following;
	size_t freed = 0;

	blockcache_settle(cache);
	uk_list_for_each_safe (link, following, &cache->slabs) {
		struct slab *slab = uk_list_entry(link, struct slab, link);

		if (freed >= bytes)
			break;
		if (!slab_is_idle(cache, slab))
			continue;
		for (unsigned int i = 0; i < cache->slab_blocks; i++) {
			struct uk_block *block = &slab->blocks[i];

			uk_list_del(&block->link);
			if (block->state)
				blockcache_unhash(block);
		}
		freed += slab_bytes(cache);
		free_slab(cache, slab);
	}
	return freed;
}

void blockcache_insert(struct uk_block *block, uint64_t number)
{
	struct uk_block **bucket = blockcache_bucket(block->cache, number);

	block->number = number;
	block->next = *bucket;
	*bucket = block;
}

void blockcache_unhash(struct uk_block *block)
{
	struct uk_block **at = blockcache_bucket(block->cache, block->number);

	while (*at != block)
		at = &(*at)->next;
	*at = block->next;
	block->state = 0;
}

void blockcache_give(struct uk_block *block)
{
	UK_ASSERT(!block->owners && !block->state && !block->transaction);
	uk_list_add(&block->link, &block->cache->free);
}

void blockcache_rest(struct uk_block *block)
{
	if (block->state & BLOCK_TOUCHED) {
		/* Written before the change, perhaps */
		if (!(block->state & BLOCK_HELD))
			block_set_dirty(block);
		block->state &= ~BLOCK_TOUCHED;
	}
	if (block->state == BLOCK_VALID)
		uk_list_add_tail(&block->link, &block->cache->unused);
	else if (!block->state)
		blockcache_give(block);
}

struct uk_block *blockcache_take_now(struct uk_blockcache *cache)
{
	struct uk_block *block;

	if (uk_list_empty(&cache->free) &&
	    cache->count + cache->slab_blocks <= cache->limit)
		grow(cache);
	block = uk_list_first(&cache->free, struct uk_block, link);
	if (!block) {
		block = uk_list_first(&cache->unused, struct uk_block, link);
		if (!block)
			return NULL;
		blockcache_unhash(block);
	}
	uk_list_del(&block->link);
	return block;
}

/* Something can be taken, or will not be by waiting */
static bool is_decided(void *argument)
{
	struct uk_blockcache *cache = argument;

	return !uk_list_empty(&cache->free) || !uk_list_empty(&cache->unused) ||
	       blockcache_is_quiet(cache);
}

static bool none_can_be_written(const struct uk_blockcache *cache)
{
	return blockcache_is_quiet(cache) && uk_list_empty(&cache->todo) &&
	       uk_list_empty(&cache->dirty) && uk_list_empty(&cache->logged);
}

int blockcache_take(struct uk_blockcache *cache, struct uk_block **taken)
{
	for (;;) {
		blockcache_settle(cache);
		*taken = blockcache_take_now(cache);
		if (*taken)
			return 0;
		if (none_can_be_written(cache) && !grow(cache))
			return -ENOMEM;
		blockcache_write_some(cache, true);
		uk_blockcache_wait(cache, is_decided, cache);
	}
}
