/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ukbuddy: the conformance checks, half of the memory in one piece whatever its
 * size and place, complete joining, natural alignment, giving back parts.
 */
#include <uk/alloc_conformance.h>
#include <uk/buddy.h>
#include <uk/test.h>

#define PAGES 128ul
#define MEMORY (PAGES * UK_PAGE_SIZE)

static char memory[MEMORY] __uk_aligned(4096);

static struct uk_alloc *make(size_t from_page, size_t pages)
{
	return uk_conformance_make(&ukbuddy_ukalloc_ops,
				   memory + from_page * UK_PAGE_SIZE,
				   pages * UK_PAGE_SIZE);
}

/* How many single pages there are; they are all given back. */
static size_t count_pages(struct uk_alloc *heap)
{
	static void *taken[PAGES + 1];
	size_t count = 0;

	while (count <= PAGES && (taken[count] = uk_palloc(heap, 1)))
		count++;
	for (size_t odd = 0; odd < 2; odd++)
		for (size_t i = odd; i < count; i += 2)
			uk_pfree(heap, taken[i], 1);
	return count;
}

UK_TESTSUITE(ukbuddy, "ukbuddy");

UK_TEST(ukbuddy, conforms)
{
	struct uk_alloc *heap = make(0, PAGES);
	unsigned long refused;

	UK_REQUIRE(heap);
	UK_EXPECT_CONFORMS(uk_conformance_edges(heap));
	UK_EXPECT_CONFORMS(uk_conformance_ranges(&ukbuddy_ukalloc_ops, heap));
	UK_EXPECT_CONFORMS(uk_conformance_load(heap, 1, 2000, 3000, &refused));
	UK_EXPECT_EQ(refused, 0ul);
	UK_EXPECT_CONFORMS(
		uk_conformance_load(heap, 2, 2000, MEMORY / 4, &refused));
	UK_EXPECT(refused > 0);
	/* one page went to the heap itself */
	UK_EXPECT_EQ(count_pages(heap), PAGES - 1);
}

/* Every size of memory at every place: all pages are there, and half of them in
 * one piece, before and after they were all taken one by one.
 */
UK_TEST(ukbuddy, half_in_one_piece)
{
	for (size_t from = 0; from < 9; from++)
		for (size_t pages = 3; from + pages <= PAGES; pages++) {
			struct uk_alloc *heap = make(from, pages);
			size_t half = pages / 2;
			char *block;

			UK_REQUIRE(heap);
			block = uk_palloc(heap, half);
			UK_REQUIRE(block);
			memset(block, 0xff, half * UK_PAGE_SIZE);
			UK_REQUIRE(count_pages(heap) == pages - 1 - half);
			uk_pfree(heap, block, half);
			UK_REQUIRE(count_pages(heap) == pages - 1);
			block = uk_palloc(heap, half);
			UK_REQUIRE(block);
		}
}

/* With two ranges, half of it all can be all of the larger one. */
UK_TEST(ukbuddy, all_of_the_larger_range)
{
	for (size_t from = 0; from < 9; from++)
		for (size_t first = 4; from + first < 64; first++) {
			struct uk_alloc *heap = make(from, first);
			size_t second = first - 2;
			void *block;

			UK_REQUIRE(heap);
			UK_REQUIRE(!uk_alloc_add_memory(
				heap, memory + 65 * UK_PAGE_SIZE,
				second * UK_PAGE_SIZE));
			block = uk_palloc(heap, first - 1);
			UK_REQUIRE(block);
			UK_REQUIRE(!uk_palloc(heap, second));
			uk_pfree(heap, block, first - 1);
			UK_REQUIRE(count_pages(heap) == first + second - 2);
		}
}

UK_TEST(ukbuddy, unaligned_memory)
{
	for (size_t offset = 1; offset < UK_PAGE_SIZE; offset += 333) {
		struct uk_alloc *heap;

		memset(memory, 0x5a, MEMORY);
		heap = uk_conformance_make(&ukbuddy_ukalloc_ops,
					   memory + offset, 16 * UK_PAGE_SIZE);
		UK_REQUIRE(heap);
		UK_REQUIRE(!uk_conformance_load(heap, 3, 300, 20000, NULL));
		for (size_t i = 0; i < offset; i++)
			UK_REQUIRE(memory[i] == 0x5a);
		for (size_t i = 0; i < UK_PAGE_SIZE; i++)
			UK_REQUIRE(memory[offset + 16 * UK_PAGE_SIZE + i] ==
				   0x5a);
	}
}

UK_TEST(ukbuddy, natural_alignment)
{
	struct uk_alloc *heap = make(0, PAGES);

	UK_REQUIRE(heap);
	for (size_t pages = 1; pages <= 16; pages *= 2) {
		void *one = uk_palloc(heap, 1);
		void *block = uk_palloc(heap, pages);

		UK_REQUIRE(one && block);
		UK_EXPECT_EQ((uintptr_t)block % (pages * UK_PAGE_SIZE), 0ul);
		uk_pfree(heap, one, 1);
		uk_pfree(heap, block, pages);
	}
}

/* Pages come back one by one, in any order, as parts of a larger piece. */
UK_TEST(ukbuddy, parts)
{
	struct uk_alloc *heap = make(0, PAGES);
	size_t all;

	UK_REQUIRE(heap);
	all = count_pages(heap);
	for (size_t pages = 2; pages <= PAGES / 2; pages++) {
		char *block = uk_palloc(heap, pages);
		size_t cut = pages / 3 + 1;

		UK_REQUIRE(block);
		for (size_t i = cut; i < pages; i++)
			uk_pfree(heap, block + i * UK_PAGE_SIZE, 1);
		UK_REQUIRE(count_pages(heap) == all - cut);
		uk_pfree(heap, block, cut);
		UK_REQUIRE(count_pages(heap) == all);
	}
}

/* A hundred rounds of random use leave it as it was: nothing stays split. */
UK_TEST(ukbuddy, fragments_join)
{
	struct uk_alloc *heap = make(0, PAGES);
	void *half;

	UK_REQUIRE(heap);
	for (uint32_t seed = 1; seed <= 100; seed++)
		UK_REQUIRE(!uk_conformance_load(heap, seed, 100, MEMORY / 8,
						NULL));
	half = uk_palloc(heap, PAGES / 2);
	UK_EXPECT(half);
	uk_pfree(heap, half, PAGES / 2);
	UK_EXPECT_EQ(count_pages(heap), PAGES - 1);
}
