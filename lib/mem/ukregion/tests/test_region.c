/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ukregion: the conformance checks, and the newest block's privileges.
 */
#include <uk/alloc_conformance.h>
#include <uk/region.h>
#include <uk/test.h>

#define MEMORY (128ul << 10)

static char memory[MEMORY] __uk_aligned(4096);

static struct uk_alloc *make(size_t length)
{
	return uk_conformance_make(&ukregion_ukalloc_ops, memory, length);
}

UK_TESTSUITE(ukregion, "ukregion");

UK_TEST(ukregion, conforms)
{
	struct uk_alloc *heap = make(MEMORY);
	unsigned long refused;

	UK_REQUIRE(heap);
	UK_EXPECT_CONFORMS(uk_conformance_edges(heap));
	UK_EXPECT_CONFORMS(uk_conformance_ranges(&ukregion_ukalloc_ops, heap));
	UK_EXPECT_CONFORMS(uk_conformance_load(heap, 1, 40, 500, &refused));
	UK_EXPECT_EQ(refused, 0ul);
	UK_EXPECT_CONFORMS(uk_conformance_load(heap, 2, 2000, 5000, &refused));
	UK_EXPECT(refused > 0); /* it never reuses, so it is full */
}

UK_TEST(ukregion, newest_block)
{
	struct uk_alloc *heap = make(MEMORY);
	char *a, *b, *c;

	UK_REQUIRE(heap);
	a = uk_malloc(heap, 100);
	b = uk_malloc(heap, 100);
	UK_REQUIRE(a && b);
	UK_EXPECT_EQ(uk_realloc(heap, b, 60000), b); /* in place */
	UK_EXPECT_EQ(uk_realloc(heap, b, 100), b);
	memset(a, 5, 100);
	c = uk_realloc(heap, a, 200); /* not the newest: moves */
	UK_REQUIRE(c);
	UK_EXPECT(c > b);
	UK_EXPECT_EQ(c[99], 5);
	UK_EXPECT_EQ(uk_realloc(heap, b, 50), b); /* nor is this, but it fits */
	/* freed newest first, everything is there again */
	uk_free(heap, c);
	uk_free(heap, b);
	uk_free(heap, a);
	UK_EXPECT_EQ(uk_malloc(heap, 100), a);
	/* freeing an older one is no error, and gives nothing back */
	UK_EXPECT_EQ(uk_malloc(heap, 100), b);
	uk_free(heap, a);
	UK_EXPECT(uk_malloc(heap, 100) != a);
}

UK_TEST(ukregion, every_byte)
{
	for (size_t length = 0; length < 500; length++) {
		struct uk_alloc *heap;
		size_t most;

		memset(memory, 0x5a, 1024);
		heap = make(length);
		if (!heap)
			continue;
		most = uk_conformance_largest(heap);
		if (most) {
			char *all = uk_malloc(heap, most);

			UK_REQUIRE(all);
			memset(all, 1, uk_alloc_usable_size(heap, all));
		}
		for (size_t i = length; i < 1024; i++)
			UK_REQUIRE(memory[i] == 0x5a);
	}
}

UK_TEST(ukregion, several_ranges)
{
	struct uk_alloc *heap = make(4096);
	size_t count = 0;

	UK_REQUIRE(heap);
	UK_EXPECT_EQ(uk_alloc_add_memory(heap, memory + 8192 + 5, 4096), 0);
	UK_EXPECT_EQ(uk_alloc_add_memory(heap, memory + 16384, 4096), 0);
	while (uk_malloc(heap, 1100))
		count++;
	UK_EXPECT_EQ(count, 3ul * 3);
	UK_EXPECT(uk_malloc(heap, 500)); /* what the large ones left */
}
