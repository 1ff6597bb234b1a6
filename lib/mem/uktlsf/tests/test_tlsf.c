/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * uktlsf: the conformance checks, and what is its own: reuse to the byte,
 * complete joining, aligned blocks that leave usable gaps, several ranges.
 */
#include <uk/alloc_conformance.h>
#include <uk/test.h>
#include <uk/tlsf.h>

#define MEMORY (256ul << 10)
#define BLOCKS 512
#ifdef CONFIG_LIBUKALLOC_CHECK
#define GUARD 16 /* what the checks add to a block */
#else
#define GUARD 0
#endif
#ifdef CONFIG_LIBUKTLSF_CACHE
#define HEAP 3072 /* what the heap itself takes of the memory, at most */
#else
#define HEAP 2048
#endif

static char memory[MEMORY] __uk_aligned(4096);

static struct uk_alloc *make(size_t length)
{
	return uk_conformance_make(&uktlsf_ukalloc_ops, memory, length);
}

UK_TESTSUITE(uktlsf, "uktlsf");

UK_TEST(uktlsf, edges)
{
	struct uk_alloc *heap = make(MEMORY);

	UK_REQUIRE(heap);
	UK_EXPECT_CONFORMS(uk_conformance_edges(heap));
	UK_EXPECT_CONFORMS(uk_conformance_ranges(&uktlsf_ukalloc_ops, heap));
}

UK_TEST(uktlsf, random_load)
{
	struct uk_alloc *heap = make(MEMORY);
	size_t largest;
	unsigned long refused = 0;

	UK_REQUIRE(heap);
	largest = uk_conformance_largest(heap);
	/* blocks that fit, then a heap that is nearly always full */
	UK_EXPECT_CONFORMS(uk_conformance_load(heap, 1, 5000, 2000, &refused));
	UK_EXPECT_EQ(refused, 0ul);
	UK_EXPECT_CONFORMS(
		uk_conformance_load(heap, 2, 3000, MEMORY / 4, &refused));
	UK_EXPECT(refused > 0);
	/* all joined to one block again */
	UK_EXPECT_EQ(uk_conformance_largest(heap), largest);
}

UK_TEST(uktlsf, heaps_of_all_sizes)
{
	size_t works = 0;

	for (size_t length = 0; length < HEAP + 1000; length++) {
		struct uk_alloc *heap = make(length);

		UK_REQUIRE(heap || length < HEAP - 1024);
		if (!heap)
			continue;
		works++;
		UK_REQUIRE(!uk_conformance_load(heap, length, 20, 200, NULL));
	}
	UK_EXPECT(works > 2000);
}

UK_TEST(uktlsf, unaligned_memory)
{
	for (size_t offset = 0; offset < 32; offset++) {
		struct uk_alloc *heap;

		memset(memory, 0x5a, sizeof(memory));
		heap = uk_conformance_make(&uktlsf_ukalloc_ops,
					   memory + 64 + offset, 8192 + offset);
		UK_REQUIRE(heap);
		UK_REQUIRE(!uk_conformance_load(heap, 9, 200, 500, NULL));
		/* nothing was written outside */
		for (size_t i = 0; i < 64 + offset; i++)
			UK_REQUIRE(memory[i] == 0x5a);
		for (size_t i = 0; i < 64; i++)
			UK_REQUIRE(memory[64 + 2 * offset + 8192 + i] == 0x5a);
	}
}

/* The largest block is all of the memory, and then really nothing is left. */
UK_TEST(uktlsf, one_block_of_everything)
{
	struct uk_alloc *heap = make(MEMORY);
	size_t largest;
	char *all;

	UK_REQUIRE(heap);
	largest = uk_conformance_largest(heap);
	UK_EXPECT(largest > MEMORY - HEAP);
	all = uk_malloc(heap, largest);
	UK_REQUIRE(all);
	memset(all, 1, largest);
	UK_EXPECT_EQ(uk_malloc(heap, 1), NULL);
	uk_free(heap, all);
	UK_EXPECT_EQ(uk_conformance_largest(heap), largest);
}

UK_TEST(uktlsf, exhaustion_and_joining)
{
	static void *blocks[MEMORY / 32];
	struct uk_alloc *heap = make(MEMORY);
	size_t largest, count = 0;

	UK_REQUIRE(heap);
	largest = uk_conformance_largest(heap);
	while ((blocks[count] = uk_malloc(heap, 24)))
		count++;
	/* 8 bytes of overhead each, no more */
	UK_EXPECT_EQ(count, (largest + GUARD + 8) / (24 + GUARD + 8));
	/* every second one: nothing larger fits, then all joins */
	for (size_t i = 0; i < count; i += 2)
		uk_free(heap, blocks[i]);
	UK_EXPECT_EQ(uk_malloc(heap, 48), NULL);
	for (size_t i = 1; i < count; i += 2)
		uk_free(heap, blocks[i]);
	UK_EXPECT_EQ(uk_conformance_largest(heap), largest);
}

UK_TEST(uktlsf, realloc_in_place)
{
	struct uk_alloc *heap = make(MEMORY);
	size_t largest;
	char *a, *b, *c;

	UK_REQUIRE(heap);
	largest = uk_conformance_largest(heap);
	a = uk_malloc(heap, 2000); /* too large for the cache */
	b = uk_malloc(heap, 2000);
	c = uk_malloc(heap, 2000);
	UK_REQUIRE(a && b && c);
	UK_EXPECT_EQ(uk_realloc(heap, c, 100000), c); /* free memory behind */
	UK_EXPECT_EQ(uk_realloc(heap, c, 50), c);
	uk_free(heap, b);
	UK_EXPECT_EQ(uk_realloc(heap, a, 4000), a); /* into b's place */
	UK_EXPECT(uk_realloc(heap, a, 6000) != a);  /* c is in the way */
	uk_free(heap, c);
	UK_EXPECT(uk_conformance_largest(heap) < largest);
}

UK_TEST(uktlsf, alignments)
{
	struct uk_alloc *heap = make(MEMORY);
	void *blocks[17];
	size_t largest;

	UK_REQUIRE(heap);
	largest = uk_conformance_largest(heap);
	for (unsigned int round = 0; round < 64; round++) {
		void *shift = uk_malloc(heap, 16 * round);

		UK_REQUIRE(shift);
		for (unsigned int i = 0; i < 16; i++) {
			blocks[i] = uk_memalign(heap, 1ul << i, 10 + i);
			UK_REQUIRE(blocks[i]);
			UK_EXPECT_EQ((uintptr_t)blocks[i] % (1ul << i), 0ul);
		}
		for (unsigned int i = 0; i < 16; i++)
			uk_free(heap, blocks[i]);
		uk_free(heap, shift);
	}
	UK_EXPECT_EQ(uk_conformance_largest(heap), largest);
}

/* Ranges of unlike size, one of them longer than the heap's blocks can be. */
UK_TEST(uktlsf, several_ranges)
{
	struct uk_alloc *heap = make(16 << 10);
	static void *blocks[BLOCKS];
	size_t before, count = 0;

	UK_REQUIRE(heap);
	before = uk_conformance_largest(heap);
	UK_EXPECT_EQ(uk_alloc_add_memory(heap, memory + (32 << 10), 1 << 10),
		     0);
	UK_EXPECT_EQ(uk_alloc_add_memory(heap, memory + (64 << 10) + 3,
					 (128 << 10)),
		     0);
	UK_EXPECT(uk_conformance_largest(heap) >= before);
	UK_EXPECT_CONFORMS(uk_conformance_load(heap, 5, 5000, 4000, NULL));
	while (count < BLOCKS && (blocks[count] = uk_malloc(heap, 1000)))
		count++;
	UK_EXPECT(count > 130);
	while (count)
		uk_free(heap, blocks[--count]);
	UK_EXPECT(uk_conformance_largest(heap) >= before);
}

UK_TEST(uktlsf, two_heaps)
{
	struct uk_alloc *one = make(MEMORY / 2), *two;
	void *a, *b;

	two = uk_alloc_create(&uktlsf_ukalloc_ops, memory + MEMORY / 2,
			      MEMORY / 2);
	UK_REQUIRE(one && two);
	a = uk_malloc(one, 1000);
	b = uk_malloc(two, 1000);
	UK_EXPECT((char *)a < memory + MEMORY / 2);
	UK_EXPECT((char *)b > memory + MEMORY / 2);
	UK_EXPECT_CONFORMS(uk_conformance_load(one, 3, 1000, 1000, NULL));
	UK_EXPECT_CONFORMS(uk_conformance_load(two, 4, 1000, 1000, NULL));
}
