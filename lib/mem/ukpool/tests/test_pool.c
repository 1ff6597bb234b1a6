/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pools in memory of the caller: number, alignment, exhaustion, reuse.
 */
#include <uk/pool.h>
#include <uk/string.h>
#include <uk/test.h>

static char memory[8192] __uk_aligned(64);
static void *taken[1024];

UK_TESTSUITE(ukpool, "ukpool");

/* Takes and writes everything, checks it, gives everything back: twice. */
static bool runs_dry_and_refills(struct uk_pool *pool, size_t count,
				 size_t size, size_t align)
{
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < count; i++) {
			taken[i] = uk_pool_take(pool);
			if (!taken[i] || (uintptr_t)taken[i] % align)
				return false;
			memset(taken[i], (int)i, size);
		}
		if (uk_pool_take(pool) || uk_pool_take(pool) || pool->available)
			return false;
		for (size_t i = 0; i < count; i++)
			for (size_t j = 0; j < size; j++)
				if (((unsigned char *)taken[i])[j] !=
				    (unsigned char)i)
					return false;
		for (size_t i = 0; i < count; i++) /* not in order */
			uk_pool_give(pool, taken[(i + count / 2) % count]);
		if (pool->available != count)
			return false;
	}
	return true;
}

UK_TEST(ukpool, sizes_and_alignments)
{
	for (size_t size = 0; size <= 100; size += 3)
		for (size_t align = 8; align <= 64; align *= 2)
			for (size_t offset = 0; offset < 3; offset++) {
				struct uk_pool pool;
				uk_ssize_t count =
					uk_pool_init(&pool, memory + offset,
						     4096, size, align);

				UK_REQUIRE(count > 0);
				UK_REQUIRE(pool.available == (size_t)count);
				UK_REQUIRE(runs_dry_and_refills(
					&pool, (size_t)count, size, align));
			}
}

UK_TEST(ukpool, number_of_objects)
{
	struct uk_pool pool;

	UK_EXPECT_EQ(uk_pool_init(&pool, memory, 4096, 64, 64), 64);
	UK_EXPECT_EQ(uk_pool_init(&pool, memory + 1, 4096, 64, 64), 63);
	UK_EXPECT_EQ(uk_pool_init(&pool, memory, 4096, 100, 0), 39);
	UK_EXPECT_EQ(uk_pool_init(&pool, memory, 4096, 1, 1), 512);
	UK_EXPECT_EQ(uk_pool_init(&pool, memory, 64, 64, 0), 1);
}

UK_TEST(ukpool, refusals)
{
	struct uk_pool pool;

	UK_EXPECT_EQ(uk_pool_init(&pool, NULL, 4096, 64, 0), -EINVAL);
	UK_EXPECT_EQ(uk_pool_init(&pool, memory, 63, 64, 0), -EINVAL);
	UK_EXPECT_EQ(uk_pool_init(&pool, memory, 0, 0, 0), -EINVAL);
	UK_EXPECT_EQ(uk_pool_init(&pool, memory + 1, 64, 64, 64), -EINVAL);
	UK_EXPECT_EQ(uk_pool_init(&pool, memory + 1, 8, 1, 64), -EINVAL);
	UK_EXPECT_EQ(uk_pool_init(&pool, memory, 4096, 64, 24), -EINVAL);
	UK_EXPECT_EQ(uk_pool_init(&pool, memory, SIZE_MAX, 64, 0), -EINVAL);
	UK_EXPECT_EQ(uk_pool_init(&pool, memory, 4096, SIZE_MAX, 0), -EINVAL);
	UK_EXPECT_EQ(uk_pool_init(&pool, memory, 4096, SIZE_MAX - 70, 64),
		     -EINVAL);
}

UK_TEST(ukpool, newest_first)
{
	struct uk_pool pool;
	void *a, *b;

	UK_REQUIRE(uk_pool_init(&pool, memory, 4096, 64, 0) == 64);
	a = uk_pool_take(&pool);
	b = uk_pool_take(&pool);
	uk_pool_give(&pool, NULL);
	UK_EXPECT_EQ(pool.available, 62ul);
	uk_pool_give(&pool, a);
	UK_EXPECT_EQ(uk_pool_take(&pool), a); /* still in the cache */
	UK_EXPECT((char *)b == (char *)a + 64);
}
