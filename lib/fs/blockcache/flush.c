/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Flushes, which threads share: who comes while one is under way waits for the next, and
 * so do all others; one of them asks the device for it.
 */
#include "private.h"

/* One that began after this thread came; lies on its stack. */
struct wanted {
	struct uk_blockcache *cache;
	uint64_t flush;
};

static bool is_over(void *argument)
{
	const struct wanted *wanted = argument;

	return !wanted->cache->flushing ||
	       wanted->cache->flushed >= wanted->flush;
}

int uk_blockcache_flush(struct uk_blockcache *cache)
{
	struct wanted wanted = { cache, cache->flushed + cache->flushing + 1 };

	uk_blockcache_wait(cache, is_over, &wanted);
	if (cache->flushed < wanted.flush) {
		int error;

		cache->flushing = true;
		error = uk_blkdev_flush(cache->dev);
		cache->flushing = false;
		cache->flushed++;
		if (error) {
			cache->flush_failed = cache->flushed;
			cache->flush_error = error;
		}
		uk_blockcache_wake(cache);
	}
	if (cache->flush_failed >= wanted.flush)
		return cache->flush_error;
	return uk_list_empty(&cache->failed) ? 0 : cache->error;
}
