/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include <uk/alloc.h>
#include <uk/blkram.h>
#include <uk/blockcache_journal.h>
#include <uk/test.h>

#include "machine.h"

UK_TESTSUITE(blockcache, "blocks read, changed, written and forgotten");

#define BLOCK 1024u
#define BLOCKS 512u
#define MEMORY (128u * BLOCK)

static struct uk_blkram *disk;
static struct uk_blockcache *cache;
static uint64_t bad_from, bad_to; /* sectors that fail */
static bool bad_writes_only;

static int fault(struct uk_blkram *of __uk_unused,
		 const struct uk_blk_request *request)
{
	if (bad_writes_only && request->operation == UK_BLK_READ)
		return 0;
	return request->sector < bad_to &&
			       request->sector + request->sectors > bad_from ?
		       -EIO : 0;
}

static void break_blocks(uint64_t first, uint64_t count, bool writes_only)
{
	bad_from = first * BLOCK / UK_BLK_SECTOR;
	bad_to = bad_from + count * BLOCK / UK_BLK_SECTOR;
	bad_writes_only = writes_only;
}

static void interrupt(void)
{
	uk_blkdev_reap(&disk->dev, 0);
}

/* Block n has n in each byte. */
static void start(bool slow)
{
	if (!disk) {
		struct uk_blkram_config config = {
			.sectors = BLOCKS * BLOCK / UK_BLK_SECTOR,
			.depth = 3,
		};

		disk = uk_blkram_create(&config);
		disk->fault = fault;
		uk_blkdev_open(&disk->dev, &disk, false);
	}
	for (unsigned int i = 0; i < BLOCKS; i++)
		memset(disk->content + i * BLOCK, (int)i, BLOCK);
	disk->is_slow = slow;
	disk->dev.stats = (struct uk_blkdev_stats){ 0 };
	machine_interrupt = interrupt;
	UK_EXPECT_EQ(uk_blockcache_create(&disk->dev, BLOCK, MEMORY, &cache), 0);
}

static void end(void)
{
	break_blocks(0, 0, false);
	uk_blockcache_destroy(cache);
}

static struct uk_block *get(uint64_t number)
{
	struct uk_block *block = NULL;

	UK_EXPECT_EQ(uk_blockcache_get(cache, number, &block), 0);
	return block;
}

static void set(uint64_t number, int value)
{
	struct uk_block *block = get(number);

	memset(block->data, value, BLOCK);
	uk_block_dirty(block);
	uk_block_put(block);
}

static bool holds(const void *data, int value)
{
	const unsigned char *bytes = data;

	for (unsigned int i = 0; i < BLOCK; i++)
		if (bytes[i] != (unsigned char)value)
			return false;
	return true;
}

static bool disk_holds(uint64_t number, int value)
{
	return holds(disk->content + number * BLOCK, value);
}

static struct uk_blockcache_stats stats(void)
{
	struct uk_blockcache_stats stats;

	uk_blockcache_stats(cache, &stats);
	return stats;
}

UK_TEST(blockcache, read_once)
{
	struct uk_block *one, *same;

	start(false);
	one = get(17);
	same = get(17);
	UK_EXPECT(one == same && one->number == 17 && holds(one->data, 17));
	uk_block_put(one);
	uk_block_put(same);
	same = uk_blockcache_peek(cache, 17);
	UK_EXPECT(same == one);
	uk_block_put(same);
	UK_EXPECT(!uk_blockcache_peek(cache, 18));
	UK_EXPECT_EQ(disk->dev.stats.reads, 1);
	UK_EXPECT_EQ(stats().hits, 1);
	UK_EXPECT_EQ(uk_blockcache_get(cache, BLOCKS, &one), -EINVAL);
	UK_EXPECT_EQ(uk_blockcache_get_new(cache, UINT64_MAX, &one), -EINVAL);
	end();
}

UK_TEST(blockcache, new_is_not_read)
{
	struct uk_block *block;

	start(false);
	UK_EXPECT_EQ(uk_blockcache_get_new(cache, 5, &block), 0);
	UK_EXPECT(holds(block->data, 0));
	UK_EXPECT_EQ(disk->dev.stats.reads, 0);
	memset(block->data, 1, BLOCK);
	uk_block_put(block);
	UK_EXPECT_EQ(uk_blockcache_get_new(cache, 5, &block), 0);
	UK_EXPECT(holds(block->data, 1));
	uk_block_put(block);
	end();
}

UK_TEST(blockcache, wants_a_size_that_suits)
{
	start(false);
	UK_EXPECT_EQ(uk_blockcache_create(&disk->dev, 256, MEMORY, &cache),
		     -EINVAL);
	UK_EXPECT_EQ(uk_blockcache_create(&disk->dev, 1536, MEMORY, &cache),
		     -EINVAL);
	UK_EXPECT_EQ(uk_blockcache_create(&disk->dev, 128 << 10, MEMORY, &cache),
		     -EINVAL);
	end();
}

/* In the disk's order, whatever the order of the changes; the disk takes 16 segments */
UK_TEST(blockcache, neighbours_go_together)
{
	start(true);
	for (unsigned int i = 0; i < 32; i++)
		set(100 + i * 13 % 32, 200);
	UK_EXPECT_EQ(stats().dirty, 32);
	UK_EXPECT_EQ(uk_blockcache_write(cache), 0);
	for (unsigned int i = 0; i < 32; i++)
		UK_EXPECT(disk_holds(100 + i, 200));
	UK_EXPECT_EQ(disk->dev.stats.writes, 2);
	UK_EXPECT_EQ(stats().dirty, 0);
	UK_EXPECT_EQ(uk_blockcache_write(cache), 0);
	UK_EXPECT_EQ(disk->dev.stats.writes, 2);
	end();
}

UK_TEST(blockcache, a_range_is_written)
{
	start(true);
	for (unsigned int i = 0; i < 40; i += 2)
		set(i, 77);
	UK_EXPECT_EQ(uk_blockcache_write_range(cache, 10, 10), 0);
	for (unsigned int i = 0; i < 40; i += 2)
		UK_EXPECT_EQ(disk_holds(i, 77), i >= 10 && i < 20);
	UK_EXPECT_EQ(uk_blockcache_write_range(cache, 0, BLOCKS), 0);
	UK_EXPECT(disk_holds(38, 77));
	UK_EXPECT_EQ(uk_blockcache_write_range(cache, 1, BLOCKS), -EINVAL);
	end();
}

UK_TEST(blockcache, never_more_than_allowed)
{
	start(true);
	for (unsigned int i = 0; i < 4 * BLOCKS; i++)
		set(i * 7 % BLOCKS, (int)i);
	UK_EXPECT(stats().memory <= MEMORY);
	UK_EXPECT(stats().dirty < BLOCKS / 2);
	UK_EXPECT_EQ(uk_blockcache_write(cache), 0);
	for (unsigned int i = 3 * BLOCKS; i < 4 * BLOCKS; i++)
		UK_EXPECT(disk_holds(i * 7 % BLOCKS, (int)i));
	UK_EXPECT(uk_blockcache_shrink(cache, SIZE_MAX) > 0);
	UK_EXPECT_EQ(stats().memory, 0);
	end();
}

/* Blocks in use cannot be given up. */
UK_TEST(blockcache, more_where_all_are_in_use)
{
	struct uk_block *blocks[200];

	start(false);
	for (unsigned int i = 0; i < 200; i++)
		blocks[i] = get(i);
	UK_EXPECT(stats().memory > MEMORY);
	for (unsigned int i = 0; i < 200; i++) {
		UK_EXPECT(holds(blocks[i]->data, (int)i));
		uk_block_put(blocks[i]);
	}
	UK_EXPECT_EQ(uk_blockcache_write(cache), 0);
	UK_EXPECT(stats().memory <= MEMORY);
	end();
}

UK_TEST(blockcache, out_of_memory_is_an_error)
{
	struct uk_block *blocks[BLOCKS], *one;
	unsigned int count = 0;

	start(false);
	uk_block_put(get(0));
	machine_memory_left = 0;
	while (count < BLOCKS &&
	       !uk_blockcache_get(cache, count, &blocks[count]))
		count++;
	UK_EXPECT(count > 0 && count < BLOCKS);
	UK_EXPECT_EQ(uk_blockcache_get(cache, count, &one), -ENOMEM);
	machine_memory_left = -1;
	UK_EXPECT_EQ(uk_blockcache_get(cache, count, &one), 0);
	uk_block_put(one);
	while (count)
		uk_block_put(blocks[--count]);
	end();
}

/* Changed after it was said, and written in between */
UK_TEST(blockcache, a_late_change_is_not_lost)
{
	struct uk_block *block;

	start(true);
	block = get(9);
	uk_block_dirty(block);
	UK_EXPECT_EQ(uk_blockcache_write(cache), 0);
	memset(block->data, 99, BLOCK);
	uk_block_put(block);
	UK_EXPECT_EQ(stats().dirty, 1);
	UK_EXPECT_EQ(uk_blockcache_write(cache), 0);
	UK_EXPECT(disk_holds(9, 99));
	UK_EXPECT_EQ(stats().dirty, 0);
	end();
}

UK_TEST(blockcache, read_errors)
{
	struct uk_block *block;

	start(true);
	break_blocks(3, 1, false);
	UK_EXPECT_EQ(uk_blockcache_get(cache, 3, &block), -EIO);
	/* A neighbour's fault is not one's own. */
	uk_blockcache_read_ahead(cache, 2, 3);
	uk_block_put(get(2));
	uk_block_put(get(4));
	UK_EXPECT_EQ(uk_blockcache_get(cache, 3, &block), -EIO);
	break_blocks(0, 0, false);
	block = get(3);
	UK_EXPECT(holds(block->data, 3));
	uk_block_put(block);
	end();
}

UK_TEST(blockcache, write_errors_are_told_until_mended)
{
	start(true);
	break_blocks(50, 1, true);
	set(50, 1);
	set(80, 2);
	UK_EXPECT_EQ(uk_blockcache_write(cache), -EIO);
	UK_EXPECT(disk_holds(80, 2));
	UK_EXPECT_EQ(uk_blockcache_flush(cache), -EIO);
	UK_EXPECT_EQ(uk_blockcache_write(cache), -EIO);
	UK_EXPECT_EQ(uk_blockcache_write_range(cache, 49, 2), -EIO);
	UK_EXPECT_EQ(uk_blockcache_write_range(cache, 80, 1), 0);
	UK_EXPECT_EQ(stats().dirty, 1);
	break_blocks(0, 0, false);
	UK_EXPECT_EQ(uk_blockcache_write(cache), 0);
	UK_EXPECT_EQ(uk_blockcache_flush(cache), 0);
	UK_EXPECT(disk_holds(50, 1));
	end();
}

/* Of what is written while nobody waits for it */
UK_TEST(blockcache, early_write_errors_are_told)
{
	start(true);
	break_blocks(0, 300, true);
	for (unsigned int i = 0; i < 300; i++)
		set(i, 7);
	UK_EXPECT_EQ(uk_blockcache_write(cache), -EIO);
	UK_EXPECT_EQ(stats().dirty, 300);
	break_blocks(0, 0, true);
	UK_EXPECT_EQ(uk_blockcache_write(cache), 0);
	UK_EXPECT(disk_holds(0, 7) && disk_holds(299, 7));
	UK_EXPECT(stats().memory <= MEMORY);
	end();
}

UK_TEST(blockcache, what_is_forgotten_is_not_written)
{
	start(true);
	break_blocks(20, 1, true);
	for (unsigned int i = 10; i < 30; i++)
		set(i, 1);
	UK_EXPECT_EQ(uk_blockcache_write_range(cache, 20, 1), -EIO);
	uk_blockcache_forget(cache, 15, 10);
	UK_EXPECT_EQ(uk_blockcache_write(cache), 0);
	for (unsigned int i = 10; i < 30; i++)
		UK_EXPECT(disk_holds(i, i >= 15 && i < 25 ? (int)i : 1));
	uk_blockcache_forget(cache, 0, BLOCKS);
	UK_EXPECT(!uk_blockcache_peek(cache, 10));
	end();
}

static unsigned int written_count;

static void written(struct uk_block *block)
{
	written_count += block->number == 40;
}

UK_TEST(blockcache, held_blocks_stay)
{
	struct uk_block *block;

	start(true);
	written_count = 0;
	uk_blockcache_on_written(cache, written);
	block = get(40);
	uk_block_hold(block);
	UK_EXPECT(uk_block_is_held(block));
	memset(block->data, 4, BLOCK);
	uk_block_dirty(block);
	uk_block_put(block);
	UK_EXPECT_EQ(uk_blockcache_write_logged(cache), 0);
	UK_EXPECT(disk_holds(40, 40));
	uk_blockcache_forget(cache, 40, 1);
	uk_block_release(block, UK_BLOCK_LOGGED);
	UK_EXPECT_EQ(uk_blockcache_write(cache), 0);
	UK_EXPECT(disk_holds(40, 40));
	UK_EXPECT_EQ(uk_blockcache_write_logged(cache), 0);
	UK_EXPECT(disk_holds(40, 4));
	UK_EXPECT_EQ(written_count, 1);
	block = get(40);
	uk_block_hold(block);
	memset(block->data, 5, BLOCK);
	uk_block_put(block);
	uk_block_release(block, UK_BLOCK_CLEAN);
	UK_EXPECT_EQ(uk_blockcache_write_logged(cache), 0);
	UK_EXPECT(disk_holds(40, 4));
	end();
}
