/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Several threads with one cache, on a disk that takes its time.
 */
#include <uk/blkram.h>
#include <uk/blockcache_journal.h>
#include <uk/string.h>
#include <uk/test.h>
#include <uk/thread.h>

UK_TESTSUITE(blockcache_threads, "threads that share blocks");

#define BLOCK 1024u
#define BLOCKS 256u
#define THREADS 6
#define ROUNDS 300

static struct uk_blkram *disk;
static struct uk_blockcache *cache;
static struct uk_thread *reaper;
static bool stop;

/* What an interrupt would do, some time later */
static void *reap(void *argument)
{
	while (!stop) {
		for (int i = 0; i < 3; i++)
			uk_thread_yield();
		uk_blkdev_reap(&disk->dev, 0);
	}
	return argument;
}

static bool start(size_t memory)
{
	static const struct uk_blkram_config config = {
		.sectors = BLOCKS * BLOCK / UK_BLK_SECTOR, .depth = 4
	};

	if (!disk)
		disk = uk_blkram_create(&config);
	if (!disk || uk_blkdev_open(&disk->dev, &disk, false))
		return false;
	memset(disk->content, 0, BLOCKS * BLOCK);
	disk->dev.stats = (struct uk_blkdev_stats){ 0 };
	disk->is_slow = true;
	stop = false;
	return !uk_blockcache_create(&disk->dev, BLOCK, memory, &cache) &&
	       !uk_thread_create(&reaper, NULL, reap, NULL);
}

static void end(void)
{
	uk_blockcache_destroy(cache);
	stop = true;
	uk_thread_join(reaper, NULL);
	uk_blkdev_close(&disk->dev, &disk);
}

static void together(void *(*entry)(void *argument))
{
	struct uk_thread *threads[THREADS];
	void *failures;

	for (uintptr_t i = 0; i < THREADS; i++)
		UK_REQUIRE(!uk_thread_create(&threads[i], NULL, entry,
					     (void *)i));
	for (int i = 0; i < THREADS; i++) {
		UK_EXPECT_EQ(uk_thread_join(threads[i], &failures), 0);
		UK_EXPECT_EQ((uintptr_t)failures, 0);
	}
}

static void *get_one(void *argument __uk_unused)
{
	struct uk_block *block;
	unsigned char first;

	if (uk_blockcache_get(cache, 9, &block))
		return (void *)1;
	first = *(unsigned char *)block->data;
	uk_block_put(block);
	return (void *)(uintptr_t)(first != 77);
}

UK_TEST(blockcache_threads, share_a_read)
{
	UK_REQUIRE(start(64 * BLOCK));
	memset(disk->content + 9 * BLOCK, 77, BLOCK);
	together(get_one);
	UK_EXPECT_EQ(disk->dev.stats.reads, 1);
	end();
}

/* Each has every sixth block, and counts in it; all write now and then. */
static void *count(void *argument)
{
	uintptr_t me = (uintptr_t)argument, failures = 0;

	for (uint32_t i = 0; i < ROUNDS; i++) {
		uint64_t number = (i * 17 % 40) * THREADS + me;
		struct uk_block *block;

		if (uk_blockcache_get(cache, number, &block))
			return (void *)(failures + 1);
		++*(uint32_t *)block->data;
		uk_block_dirty(block);
		uk_block_put(block);
		if (i % 50 == me * 7)
			failures += uk_blockcache_write(cache) != 0;
		if (i % 60 == me * 8)
			failures += uk_blockcache_write_range(cache, number,
							      5) != 0;
		if (i % 30 == me)
			uk_blockcache_read_ahead(cache, number, 12);
	}
	return (void *)failures;
}

UK_TEST(blockcache_threads, change_and_write)
{
	uint32_t sum = 0;

	UK_REQUIRE(start(32 * BLOCK));
	together(count);
	UK_EXPECT_EQ(uk_blockcache_write(cache), 0);
	for (unsigned int i = 0; i < BLOCKS; i++)
		sum += *(uint32_t *)(disk->content + i * BLOCK);
	UK_EXPECT_EQ(sum, THREADS * ROUNDS);
	end();
}

/* A round of another thread's must not hide one's own blocks. */
static void *fsync_own(void *argument)
{
	uintptr_t me = (uintptr_t)argument, failures = 0;

	for (uint32_t i = 1; i <= ROUNDS / 10; i++) {
		struct uk_block *block;

		if (uk_blockcache_get(cache, me, &block))
			return (void *)(failures + 1);
		*(uint32_t *)block->data = i;
		uk_block_dirty(block);
		uk_block_put(block);
		failures += uk_blockcache_write(cache) != 0;
		failures += *(uint32_t *)(disk->content + me * BLOCK) != i;
	}
	return (void *)failures;
}

UK_TEST(blockcache_threads, a_write_has_all_before_it)
{
	UK_REQUIRE(start(64 * BLOCK));
	together(fsync_own);
	end();
}
