/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Threads that change the same blocks and want each change on the disk: they share
 * commits, and none returns before its own is there.
 */
#include <uk/blkram.h>
#include <uk/jbd2.h>
#include <uk/string.h>
#include <uk/test.h>
#include <uk/thread.h>

#include "../format.h"

UK_TESTSUITE(jbd2_sharing, "threads that share commits");

#define BLOCK 1024u
#define JOURNAL_BLOCKS JBD2_BLOCKS_LEAST
#define FIRST (16u + JOURNAL_BLOCKS)
#define SHARED 3u /* blocks that all change, behind each one's own */
#define BLOCKS (FIRST + 64u)
#define THREADS 6
#define ROUNDS 60

static struct uk_blkram *disk;
static struct uk_blockcache *cache;
static struct uk_journal *journal;
static struct uk_thread *reaper;
static const struct uk_journal_run run = { 16, JOURNAL_BLOCKS };
static bool stop;

static void *reap(void *argument)
{
	while (!stop) {
		for (int i = 0; i < 3; i++)
			uk_thread_yield();
		uk_blkdev_reap(&disk->dev, 0);
	}
	return argument;
}

static void format(void)
{
	struct jbd2_superblock *super =
		(void *)(disk->content + run.first * BLOCK);

	memset(disk->content, 0, BLOCKS * BLOCK);
	super->header.magic = jbd2_put32(JBD2_MAGIC);
	super->header.type = jbd2_put32(JBD2_SUPERBLOCK_V2);
	super->block_size = jbd2_put32(BLOCK);
	super->blocks = jbd2_put32(JOURNAL_BLOCKS);
	super->first = jbd2_put32(1);
	super->sequence = jbd2_put32(1);
}

static bool open(unsigned int *replayed)
{
	return !uk_blockcache_create(&disk->dev, BLOCK, 64 * BLOCK, &cache) &&
	       !uk_journal_open(cache, &run, 1, &journal, replayed);
}

static bool start(void)
{
	static const struct uk_blkram_config config = {
		.sectors = BLOCKS * BLOCK / UK_BLK_SECTOR
	};
	unsigned int replayed;

	stop = false;
	disk = uk_blkram_create(&config);
	if (!disk || uk_blkdev_open(&disk->dev, &disk, false))
		return false;
	format();
	disk->is_slow = true;
	return !uk_thread_create(&reaper, NULL, reap, NULL) && open(&replayed);
}

static int add_one(uint64_t number)
{
	struct uk_block *block;
	int error = uk_blockcache_get(cache, number, &block);

	if (error)
		return error;
	error = uk_journal_change(journal, block);
	if (!error)
		++*(uint32_t *)block->data;
	uk_block_put(block);
	return error;
}

static void *work(void *argument)
{
	uintptr_t me = (uintptr_t)argument, failures = 0;

	for (uint32_t i = 0; i < ROUNDS; i++) {
		if (uk_journal_begin(journal, 1 + SHARED))
			return (void *)(failures + 1);
		for (uint32_t s = 0; s < SHARED; s++) {
			failures += add_one(FIRST + s) != 0;
			uk_thread_yield(); /* half an operation */
		}
		failures += add_one(FIRST + SHARED + me) != 0;
		uk_journal_end(journal);
		failures += uk_journal_commit(journal) != 0;
	}
	return (void *)failures;
}

/* Threads that each do `work`; its failures */
static uintptr_t all_do(void *(*work)(void *argument))
{
	struct uk_thread *threads[THREADS];
	uintptr_t failures = 0;
	void *mine;

	for (uintptr_t i = 0; i < THREADS; i++)
		if (uk_thread_create(&threads[i], NULL, work, (void *)i))
			return UINTPTR_MAX;
	for (int i = 0; i < THREADS; i++) {
		uk_thread_join(threads[i], &mine);
		failures += (uintptr_t)mine;
	}
	return failures;
}

static void finish(void)
{
	stop = true;
	uk_thread_join(reaper, NULL);
	uk_blkdev_close(&disk->dev, &disk);
}

static uint32_t value(uint64_t number)
{
	struct uk_block *block;
	uint32_t value;

	if (uk_blockcache_get(cache, number, &block))
		return UINT32_MAX;
	value = *(uint32_t *)block->data;
	uk_block_put(block);
	return value;
}

UK_TEST(jbd2_sharing, commits)
{
	struct uk_blockcache *old_cache;
	struct uk_journal *old_journal;
	unsigned int replayed;

	UK_REQUIRE(start());
	UK_EXPECT_EQ(all_do(work), 0);
	/* Each commit is two flushes or one and a FUA; alone, each would need
	 * its own.
	 */
	UK_EXPECT(disk->dev.stats.flushes < THREADS * ROUNDS);
	/* The power fails. */
	old_cache = cache;
	old_journal = journal;
	UK_REQUIRE(open(&replayed));
	UK_EXPECT(replayed > 0);
	for (unsigned int s = 0; s < SHARED; s++)
		UK_EXPECT_EQ(value(FIRST + s), THREADS * ROUNDS);
	for (unsigned int i = 0; i < THREADS; i++)
		UK_EXPECT_EQ(value(FIRST + SHARED + i), ROUNDS);
	UK_EXPECT_EQ(uk_journal_close(journal), 0);
	uk_blockcache_destroy(cache);
	uk_journal_abort(old_journal, -EIO);
	UK_EXPECT_EQ(uk_journal_close(old_journal), -EROFS);
	uk_blockcache_destroy(old_cache);
	finish();
}

/* ---- turns ---- */

static unsigned int total, shares[THREADS];

static void *compete(void *argument)
{
	uintptr_t me = (uintptr_t)argument, failures = 0;

	while (total < THREADS * ROUNDS) {
		if (uk_journal_begin(journal, 1))
			return (void *)(failures + 1);
		failures += add_one(FIRST + SHARED + me) != 0;
		uk_journal_end(journal);
		failures += uk_journal_commit(journal) != 0;
		shares[me]++;
		total++;
	}
	return (void *)failures;
}

static void *flush(void *argument)
{
	uintptr_t failures = 0;

	for (int i = 0; i < ROUNDS; i++)
		failures += uk_journal_commit(journal) != 0;
	(void)argument;
	return (void *)failures;
}

/* Nobody who comes back at once overtakes those who wait, and all of them get on with
 * one commit, or one flush if there is nothing to commit.
 */
UK_TEST(jbd2_sharing, turns)
{
	uint64_t before;

	UK_REQUIRE(start());
	UK_EXPECT_EQ(all_do(compete), 0);
	for (int i = 0; i < THREADS; i++)
		UK_EXPECT(shares[i] >= ROUNDS / 2);
	UK_EXPECT(disk->dev.stats.flushes < THREADS * ROUNDS / 2);
	before = disk->dev.stats.flushes;
	UK_EXPECT_EQ(all_do(flush), 0);
	UK_EXPECT(disk->dev.stats.flushes - before < THREADS * ROUNDS / 2);
	UK_EXPECT_EQ(uk_journal_close(journal), 0);
	uk_blockcache_destroy(cache);
	finish();
}
