/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The operations that ukalloc builds from others, over a heap that has only
 * pages; the list of heaps and the default.
 */
#include <uk/alloc_conformance.h>
#include <uk/test.h>

#include "page_heap.h"

UK_TESTSUITE(ukalloc, "ukalloc");

UK_TEST(ukalloc, blocks_over_pages)
{
	struct uk_alloc *heap = page_heap_make();
	unsigned long refused;

	if (!heap)
		return;
	UK_EXPECT_CONFORMS(uk_conformance_edges(heap));
	UK_EXPECT_CONFORMS(uk_conformance_load(heap, 1, 2000, 2000, NULL));
	UK_EXPECT_CONFORMS(
		uk_conformance_load(heap, 2, 2000, 100000, &refused));
	UK_EXPECT(refused > 0);
	UK_EXPECT_EQ(page_heap_in_use(), 0ul);
}

UK_TEST(ukalloc, a_block_takes_the_pages_it_needs)
{
	struct uk_alloc *heap = page_heap_make();
	void *block;

	if (!heap)
		return;
	block = uk_malloc(heap, UK_PAGE_SIZE - 64);
	UK_EXPECT_EQ(page_heap_in_use(), 1ul);
	uk_free(heap, block);
	block = uk_malloc(heap, 2 * UK_PAGE_SIZE);
	UK_EXPECT_EQ(page_heap_in_use(), 3ul);
	uk_free(heap, block);
	block = uk_memalign(heap, 4 * UK_PAGE_SIZE, UK_PAGE_SIZE - 64);
	UK_EXPECT_EQ(page_heap_in_use(), 5ul);
	uk_free(heap, block);
	UK_EXPECT_EQ(page_heap_in_use(), 0ul);
}

/* Pages as aligned blocks of a heap that has no better way. */
UK_TEST(ukalloc, pages_over_blocks)
{
	struct uk_alloc *heap = page_heap_make();
	void *pages;

	if (!heap)
		return;
	UK_EXPECT_EQ(uk_alloc_generic_allocate_pages(heap, SIZE_MAX / 4096 + 1),
		     NULL);
	pages = uk_alloc_generic_allocate_pages(heap, 3);
	UK_REQUIRE(pages);
	UK_EXPECT_EQ((uintptr_t)pages % UK_PAGE_SIZE, 0ul);
	UK_EXPECT_EQ(page_heap_in_use(), 4ul);
	uk_alloc_generic_free_pages(heap, pages, 3);
	UK_EXPECT_EQ(page_heap_in_use(), 0ul);
}

static bool is_listed(const struct uk_alloc *heap)
{
	const struct uk_alloc *each = uk_alloc_first;

	while (each && each != heap)
		each = each->next;
	return each;
}

UK_TEST(ukalloc, heaps_are_listed)
{
	struct uk_alloc *heap = page_heap_make();
	struct uk_alloc *first = uk_alloc_first;

	if (!heap)
		return;
	UK_EXPECT(is_listed(heap));
	uk_alloc_discard(heap);
	UK_EXPECT(!is_listed(heap));
	UK_EXPECT(uk_alloc_create(&page_heap_ops, page_heap_memory,
				  sizeof(page_heap_memory)) == heap);
	UK_EXPECT(is_listed(heap));
	UK_EXPECT(is_listed(first));
}

UK_TEST(ukalloc, default_can_be_set)
{
	struct uk_alloc *before = uk_alloc_default();
	struct uk_alloc other;

	uk_alloc_default_set(&other);
	UK_EXPECT(uk_alloc_default() == &other);
	uk_alloc_default_set(before);
	UK_EXPECT(uk_alloc_default() == before);
}
