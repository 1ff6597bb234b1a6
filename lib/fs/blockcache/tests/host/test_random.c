/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Everything at random, against an array of what each block must hold.
 */
#include <string.h>
#include <uk/blkram.h>
#include <uk/blockcache.h>
#include <uk/test.h>

#include "machine.h"

UK_TESTSUITE(blockcache_random, "the cache against a model");

#define BLOCKS 400u
#define STEPS 30000u
#define RANGE_MOST 24u

struct run {
	struct uk_blkram *disk;
	struct uk_blockcache *cache;
	uint32_t block_size;
	uint32_t seed;
	/* 0: it was forgotten, so it may hold anything */
	unsigned char expected[BLOCKS];
};

static struct run *running;

/* xorshift32 (Marsaglia 2003) */
static uint32_t roll(struct run *run, uint32_t below)
{
	run->seed ^= run->seed << 13;
	run->seed ^= run->seed >> 17;
	run->seed ^= run->seed << 5;
	return run->seed % below;
}

static void interrupt(void)
{
	uk_blkdev_reap(&running->disk->dev, 0);
}

static void expect(const struct run *run, uint64_t number, const void *data)
{
	const unsigned char *bytes = data;
	unsigned char value = run->expected[number];

	for (uint32_t i = 0; value && i < run->block_size; i++)
		if (bytes[i] != value) {
			UK_EXPECT_EQ(bytes[i], value);
			return;
		}
}

static void change(struct run *run, uint64_t number, bool new)
{
	unsigned char value = (unsigned char)(1 + roll(run, 255));
	struct uk_block *block;
	int error = new ? uk_blockcache_get_new(run->cache, number, &block) :
			  uk_blockcache_get(run->cache, number, &block);

	UK_EXPECT_EQ(error, 0);
	if (!new)
		expect(run, number, block->data);
	memset(block->data, value, run->block_size);
	uk_block_dirty(block);
	uk_block_put(block);
	run->expected[number] = value;
}

static void look(struct run *run, uint64_t number)
{
	struct uk_block *block;

	UK_EXPECT_EQ(uk_blockcache_get(run->cache, number, &block), 0);
	expect(run, number, block->data);
	uk_block_put(block);
}

static void read_direct(struct run *run, uint64_t number, uint32_t count)
{
	static char buffer[RANGE_MOST * 4096];

	UK_EXPECT_EQ(uk_blockcache_read_direct(run->cache, number, count,
					       buffer),
		     0);
	for (uint32_t i = 0; i < count; i++)
		expect(run, number + i, buffer + (size_t)i * run->block_size);
}

static void write_direct(struct run *run, uint64_t number, uint32_t count)
{
	static char buffer[RANGE_MOST * 4096];

	for (uint32_t i = 0; i < count; i++) {
		unsigned char value = (unsigned char)(1 + roll(run, 255));

		memset(buffer + (size_t)i * run->block_size, value,
		       run->block_size);
		run->expected[number + i] = value;
	}
	UK_EXPECT_EQ(uk_blockcache_write_direct(run->cache, number, count,
						buffer),
		     0);
}

static void check_disk(const struct run *run, uint64_t number, uint32_t count)
{
	for (; count; count--, number++)
		expect(run, number,
		       run->disk->content + number * run->block_size);
}

static void forget(struct run *run, uint64_t number, uint32_t count)
{
	uk_blockcache_forget(run->cache, number, count);
	memset(run->expected + number, 0, count);
}

static void step(struct run *run)
{
	uint32_t count = 1 + roll(run, RANGE_MOST);
	uint64_t number = roll(run, BLOCKS - count);

	switch (roll(run, 32)) {
	case 0:
		UK_EXPECT_EQ(uk_blockcache_write(run->cache), 0);
		check_disk(run, 0, BLOCKS);
		break;
	case 1:
		UK_EXPECT_EQ(uk_blockcache_write_range(run->cache, number,
						       count),
			     0);
		check_disk(run, number, count);
		break;
	case 2:
		read_direct(run, number, count);
		break;
	case 3:
		write_direct(run, number, count);
		break;
	case 4:
		forget(run, number, count);
		break;
	case 5:
	case 6:
		uk_blockcache_read_ahead(run->cache, number, count);
		break;
	case 7:
		uk_blockcache_shrink(run->cache, roll(run, 8) * 65536);
		break;
	default:
		if (roll(run, 2))
			look(run, number);
		else
			change(run, number, roll(run, 2));
	}
}

static void go(uint32_t block_size, uint32_t memory, bool slow)
{
	struct uk_blkram_config config = {
		.sectors = BLOCKS * (uint64_t)block_size / UK_BLK_SECTOR,
		.depth = 5,
	};
	struct run run = { .block_size = block_size, .seed = memory + slow };

	run.disk = uk_blkram_create(&config);
	running = &run;
	machine_interrupt = interrupt;
	UK_REQUIRE(!uk_blkdev_open(&run.disk->dev, &run, false));
	UK_REQUIRE(!uk_blockcache_create(&run.disk->dev, block_size, memory,
					 &run.cache));
	run.disk->is_slow = slow;
	for (unsigned int i = 0; i < STEPS; i++)
		step(&run);
	UK_EXPECT_EQ(uk_blockcache_write(run.cache), 0);
	check_disk(&run, 0, BLOCKS);
	uk_blockcache_destroy(run.cache);
	uk_blkdev_close(&run.disk->dev, &run);
}

UK_TEST(blockcache_random, at_once)
{
	go(1024, 64 << 10, false);
}

UK_TEST(blockcache_random, in_flight)
{
	go(1024, 64 << 10, true);
}

UK_TEST(blockcache_random, in_flight_with_little_memory)
{
	go(512, 16 * 512, true);
}

UK_TEST(blockcache_random, all_in_memory)
{
	go(4096, 4 << 20, true);
}
