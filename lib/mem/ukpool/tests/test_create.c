/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pools whose memory comes from a heap: the default one, or, where there is
 * none (on the host), one that hands out an array.
 */
#include <uk/alloc.h>
#include <uk/pool.h>
#include <uk/string.h>
#include <uk/test.h>

static char array[4096] __uk_aligned(64);
static bool array_is_taken;

static void *array_allocate(struct uk_alloc *a, size_t size, size_t align)
{
	(void)a;
	if (array_is_taken || size > sizeof(array) || align > 64)
		return NULL;
	array_is_taken = true;
	return array;
}

static void array_free(struct uk_alloc *a, void *block)
{
	(void)a;
	array_is_taken = block != array;
}

static size_t array_usable_size(struct uk_alloc *a, const void *block)
{
	(void)a, (void)block;
	return sizeof(array);
}

static const struct ukalloc_ops array_ops = {
	.name = "array",
	.allocate = array_allocate,
	.free = array_free,
	.usable_size = array_usable_size,
};

static struct uk_alloc array_heap = { .ops = &array_ops };

static struct uk_alloc *some_heap(void)
{
	return uk_alloc_default() ? uk_alloc_default() : &array_heap;
}

UK_TESTSUITE(ukpool_create, "ukpool from a heap");

UK_TEST(ukpool_create, objects_are_apart_and_aligned)
{
	struct uk_alloc *heap = some_heap();
	struct uk_pool *pool;
	char *objects[10];

	pool = uk_pool_create(heap, 10, 100, 64);
	UK_REQUIRE(pool);
	for (int i = 0; i < 10; i++) {
		objects[i] = uk_pool_take(pool);
		UK_REQUIRE(objects[i]);
		UK_EXPECT_EQ((uintptr_t)objects[i] % 64, 0ul);
		memset(objects[i], i, 100);
	}
	UK_EXPECT_EQ(uk_pool_take(pool), NULL);
	for (int i = 0; i < 10; i++)
		UK_EXPECT(objects[i][0] == i && objects[i][99] == i);
	UK_EXPECT(!array_is_taken || heap == &array_heap);
	uk_pool_destroy(heap, pool);
	UK_EXPECT(!array_is_taken);
	uk_pool_destroy(heap, NULL);
}

UK_TEST(ukpool_create, refusals)
{
	struct uk_alloc *heap = some_heap();

	UK_EXPECT_EQ(uk_pool_create(heap, 0, 8, 8), NULL);
	UK_EXPECT_EQ(uk_pool_create(heap, 1, 8, 24), NULL);
	UK_EXPECT_EQ(uk_pool_create(heap, SIZE_MAX / 8 + 1, 8, 8), NULL);
	UK_EXPECT_EQ(uk_pool_create(heap, 1, SIZE_MAX, 8), NULL);
	UK_EXPECT_EQ(uk_pool_create(heap, SIZE_MAX / 8, 8, 8), NULL);
	UK_EXPECT_EQ(uk_pool_create(heap, 1, 8, SIZE_MAX / 2 + 1), NULL);
}
