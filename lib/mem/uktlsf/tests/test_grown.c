/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * uktlsf over ukbuddy: chunks come as they are needed and go back, whole pages
 * pass through.
 */
#include <uk/alloc_conformance.h>
#include <uk/test.h>
#include <uk/tlsf.h>

#define MEMORY (1ul << 20)

static char memory[MEMORY] __uk_aligned(4096);

static struct uk_alloc *make(size_t length)
{
	return uk_conformance_make(&uktlsf_grown_ukalloc_ops, memory, length);
}

/* The most pages that can be had in one piece. */
static size_t most_pages(struct uk_alloc *heap)
{
	for (size_t pages = MEMORY / UK_PAGE_SIZE; pages; pages--) {
		void *block = uk_palloc(heap, pages);

		if (block) {
			uk_pfree(heap, block, pages);
			return pages;
		}
	}
	return 0;
}

UK_TESTSUITE(uktlsf_grown, "uktlsf over ukbuddy");

UK_TEST(uktlsf_grown, conforms)
{
	struct uk_alloc *heap = make(MEMORY);
	size_t pages;
	unsigned long refused;

	UK_REQUIRE(heap);
	pages = most_pages(heap);
	UK_EXPECT_CONFORMS(uk_conformance_edges(heap));
	UK_EXPECT_CONFORMS(
		uk_conformance_ranges(&uktlsf_grown_ukalloc_ops, heap));
	UK_EXPECT_CONFORMS(uk_conformance_load(heap, 1, 5000, 20000, NULL));
	UK_EXPECT_CONFORMS(
		uk_conformance_load(heap, 7, 3000, MEMORY / 4, &refused));
	UK_EXPECT(refused > 0);
	/* every chunk has gone back */
	UK_EXPECT_EQ(most_pages(heap), pages);
}

UK_TEST(uktlsf_grown, large_blocks_and_pages)
{
	struct uk_alloc *heap = make(MEMORY);
	char *half, *pages;

	UK_REQUIRE(heap);
	half = uk_malloc(heap, MEMORY / 2);
	UK_REQUIRE(half);
	memset(half, 1, MEMORY / 2);
	pages = uk_palloc(heap, 16);
	UK_REQUIRE(pages);
	UK_EXPECT_EQ((uintptr_t)pages % UK_PAGE_SIZE, 0ul);
	memset(pages, 2, 16 * UK_PAGE_SIZE);
	UK_EXPECT_EQ(half[MEMORY / 2 - 1], 1);
	uk_pfree(heap, pages, 16);
	uk_free(heap, half);
	half = uk_malloc(heap, MEMORY / 2);
	UK_EXPECT(half);
	uk_free(heap, half);
}

UK_TEST(uktlsf_grown, little_memory)
{
	size_t works = 0;

	for (size_t length = 0; length < 96 << 10; length += 1000) {
		struct uk_alloc *heap = make(length);

		UK_REQUIRE(heap || !works);
		if (!heap)
			continue;
		works++;
		UK_REQUIRE(!uk_conformance_load(heap, length, 50, 5000, NULL));
	}
	UK_EXPECT(works > 80);
}

UK_TEST(uktlsf_grown, more_memory)
{
	struct uk_alloc *heap = make(MEMORY / 2);

	UK_REQUIRE(heap);
	UK_EXPECT_EQ(uk_malloc(heap, MEMORY / 2), NULL);
	UK_EXPECT_EQ(uk_alloc_add_memory(heap, memory + MEMORY / 2, MEMORY / 2),
		     0);
	UK_EXPECT_CONFORMS(
		uk_conformance_load(heap, 3, 2000, MEMORY / 2, NULL));
}
