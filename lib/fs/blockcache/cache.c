/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Caches made and unmade, and blocks got where they are there and put back.
 */
#include <uk/alloc.h>

#include "private.h"

#define BLOCK_SIZE_MOST (64u << 10)

/* How many blocks a bucket has on average, when the cache is full */
#define LOAD 2

static int buckets_init(struct uk_blockcache *cache)
{
	unsigned int bits = 4;

	while (bits < 32 && ((size_t)LOAD << bits) < cache->limit)
		bits++;
	cache->hash_shift = 64 - bits;
	cache->buckets = uk_calloc(cache->allocator, (size_t)1 << bits,
				   sizeof(*cache->buckets));
	return cache->buckets ? 0 : -ENOMEM;
}

static bool suits(const struct uk_blkdev_info *info, uint32_t block_size)
{
	return UK_IS_POWER_OF_2(block_size) && block_size >= info->block_size &&
	       block_size <= BLOCK_SIZE_MOST &&
	       block_size / UK_BLK_SECTOR <= info->sectors_most;
}

int uk_blockcache_create(struct uk_blkdev *dev, uint32_t block_size,
			 size_t memory, struct uk_blockcache **created)
{
	struct uk_alloc *a = uk_alloc_default();
	struct uk_blockcache *cache;
	int error;

	if (!suits(&dev->info, block_size))
		return -EINVAL;
	cache = uk_calloc(a, 1, sizeof(*cache));
	if (!cache)
		return -ENOMEM;
	cache->dev = dev;
	cache->allocator = a;
	cache->block_size = block_size;
	cache->sector_shift =
		(unsigned int)__builtin_ctz(block_size / UK_BLK_SECTOR);
	cache->blocks = dev->info.sectors >> cache->sector_shift;
	uk_list_init(&cache->unused);
	uk_list_init(&cache->dirty);
	uk_list_init(&cache->logged);
	uk_list_init(&cache->todo);
	uk_list_init(&cache->failed);
	blockcache_memory_init(cache, memory);
	error = blockcache_transfers_init(cache);
	if (!error)
		error = buckets_init(cache);
	if (error)
		uk_blockcache_destroy(cache);
	else
		*created = cache;
	return error;
}

static bool is_quiet(void *argument)
{
	return blockcache_is_quiet(argument);
}

void uk_blockcache_destroy(struct uk_blockcache *cache)
{
	if (cache->transfers[0].segments)
		uk_blockcache_wait(cache, is_quiet, cache);
	blockcache_memory_free(cache);
	blockcache_transfers_free(cache);
	uk_free(cache->allocator, cache->buckets);
	uk_free(cache->allocator, cache);
}

struct uk_block *uk_blockcache_peek(struct uk_blockcache *cache,
				    uint64_t number)
{
	struct uk_block *block = blockcache_find(cache, number);

	if (!block || !(block->state & BLOCK_VALID))
		return NULL;
	block_own(block);
	return block;
}

int uk_blockcache_get(struct uk_blockcache *cache, uint64_t number,
		      struct uk_block **got)
{
	struct uk_block *block = uk_blockcache_peek(cache, number);

	if (UK_UNLIKELY(!block))
		return blockcache_read(cache, number, got, true);
	cache->hits++;
	*got = block;
	return 0;
}

int uk_blockcache_get_new(struct uk_blockcache *cache, uint64_t number,
			  struct uk_block **got)
{
	*got = uk_blockcache_peek(cache, number);
	return *got ? 0 : blockcache_read(cache, number, got, false);
}

void uk_block_put(struct uk_block *block)
{
	UK_ASSERT(block->owners);
	if (!--block->owners)
		blockcache_rest(block);
}

void uk_blockcache_stats(struct uk_blockcache *cache,
			 struct uk_blockcache_stats *stats)
{
	blockcache_settle(cache);
	*stats = (struct uk_blockcache_stats){
		.hits = cache->hits,
		.misses = cache->misses,
		.writes = cache->writes,
		.memory = cache->count * cache->block_size,
		.dirty = cache->dirty_count,
	};
}

uint32_t uk_blockcache_block_size(const struct uk_blockcache *cache)
{
	return cache->block_size;
}

struct uk_blkdev *uk_blockcache_device(const struct uk_blockcache *cache)
{
	return cache->dev;
}

size_t uk_blockcache_limit(const struct uk_blockcache *cache)
{
	return cache->is_short ? UK_MIN(cache->count, cache->limit) :
				 cache->limit;
}
