/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The cache of freed small blocks: what comes back, how much is kept, and that it goes
 * back to the heap where that has too little.
 */
#include <uk/alloc_conformance.h>
#include <uk/test.h>
#include <uk/tlsf.h>

#define MEMORY (128ul << 10)
#define KEPT CONFIG_LIBUKTLSF_CACHE_BLOCKS
#define MOST 512

UK_TESTSUITE(uktlsf_cache, "uktlsf: freed small blocks");

static char memory[MEMORY] __uk_aligned(4096);

static struct uk_alloc *make(void)
{
	return uk_conformance_make(&uktlsf_ukalloc_ops, memory, MEMORY);
}

UK_TEST(uktlsf_cache, last_in_first_out)
{
	struct uk_alloc *heap = make();
	void *a, *b;

	UK_REQUIRE(heap);
	a = uk_malloc(heap, 100);
	b = uk_malloc(heap, 100);
	UK_REQUIRE(a && b);
	uk_free(heap, a);
	uk_free(heap, b);
	/* of the same stride, not of another */
	UK_EXPECT(uk_malloc(heap, 80) != b);
	UK_EXPECT_EQ(uk_malloc(heap, 90), b);
	UK_EXPECT_EQ(uk_malloc(heap, 104), a);
	UK_EXPECT(uk_malloc(heap, 100) != a);
	/* what asks for more alignment is not served from it */
	uk_free(heap, b);
	UK_EXPECT_EQ((uintptr_t)uk_memalign(heap, 4096, 100) % 4096, 0ul);
	UK_EXPECT_EQ(uk_malloc(heap, 100), b);
}

UK_TEST(uktlsf_cache, cut_in_advance)
{
	struct uk_alloc *heap = make();
	char *blocks[5 * (KEPT + 1)];
	unsigned int count = 0;
	size_t largest;

	UK_REQUIRE(heap);
	largest = uk_conformance_largest(heap);
	for (size_t i = 0; i < UK_ARRAY_SIZE(blocks); i++) {
		blocks[i] = uk_malloc(heap, 100);
		UK_REQUIRE(blocks[i]);
		UK_EXPECT(uk_alloc_usable_size(heap, blocks[i]) <= 120);
		memset(blocks[i], (int)i, 100);
		if (i)
			UK_EXPECT_EQ(blocks[i], blocks[i - 1] + 112);
	}
	for (size_t i = 0; i < UK_ARRAY_SIZE(blocks); i++) {
		UK_EXPECT_EQ(blocks[i][0], (char)i);
		UK_EXPECT_EQ(blocks[i][99], (char)i);
		uk_free(heap, blocks[i]);
	}
	UK_EXPECT_EQ(uk_conformance_largest(heap), largest);

	/* where there is too little for several, one by one */
	UK_EXPECT(uk_malloc(heap, largest - 600));
	while (uk_malloc(heap, 100))
		count++;
	UK_EXPECT(count >= 4);
}

UK_TEST(uktlsf_cache, all_of_it_goes_back)
{
	struct uk_alloc *heap = make();
	void *blocks[64];
	size_t largest;

	UK_REQUIRE(heap);
	largest = uk_conformance_largest(heap);
	for (size_t i = 0; i < UK_ARRAY_SIZE(blocks); i++) {
		blocks[i] = uk_malloc(heap, 16 * i + 8);
		UK_REQUIRE(blocks[i]);
	}
	for (size_t i = 0; i < UK_ARRAY_SIZE(blocks); i++)
		uk_free(heap, blocks[i]);
	/* a block of everything fits only when all is joined */
	UK_EXPECT_EQ(uk_conformance_largest(heap), largest);
	UK_EXPECT_CONFORMS(uk_conformance_load(heap, 11, 3000, 1500, NULL));
	UK_EXPECT_EQ(uk_conformance_largest(heap), largest);
}

/* A heap that is full of freed small blocks serves other sizes all the same. */
UK_TEST(uktlsf_cache, little_is_kept)
{
	static void *blocks[MOST];
	struct uk_alloc *heap = make();
	size_t count = 0, again = 0;

	UK_REQUIRE(heap);
	while (count < MOST && (blocks[count] = uk_malloc(heap, 500)))
		count++;
	UK_EXPECT(count > 200);
	for (size_t i = 0; i < count; i++)
		uk_free(heap, blocks[i]);
	/* more than the cache keeps: most have joined */
	UK_EXPECT(uk_malloc(heap, (count - KEPT - 1) * 512 - 8));
	while (again < count && uk_malloc(heap, 300))
		again++;
	UK_EXPECT(again > 0);
}

#ifdef CONFIG_LIBUKTLSF_GROWN
UK_TEST(uktlsf_cache, pages_come_before_it)
{
	struct uk_alloc *heap = uk_conformance_make(&uktlsf_grown_ukalloc_ops,
						    memory, MEMORY);
	static void *blocks[MOST];
	size_t pages = 0, with = 0, count = 0;

	UK_REQUIRE(heap);
	while ((blocks[pages] = uk_palloc(heap, 1)))
		pages++;
	for (size_t i = 0; i < pages; i++)
		uk_pfree(heap, blocks[i], 1);
	/* into a second chunk, and all of it freed */
	while (count < MOST && (blocks[count] = uk_malloc(heap, 1000)))
		count++;
	while (count)
		uk_free(heap, blocks[--count]);
	while (uk_palloc(heap, 1))
		with++;
	UK_EXPECT_EQ(with, pages);
}
#endif
