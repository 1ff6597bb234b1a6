/* SPDX-License-Identifier: BSD-3-Clause */
/* The counters of a heap, through every call that changes them. */
#include <uk/test.h>

#include "page_heap.h"

UK_TESTSUITE(ukalloc_stats, "ukalloc statistics");

UK_TEST(ukalloc_stats, counters)
{
	struct uk_alloc *heap = page_heap_make();
	struct uk_alloc_stats before, now;
	size_t size, larger;
	void *block, *pages;

	if (!heap)
		return;
	UK_EXPECT_EQ(uk_alloc_stats(heap, &before), 0);
	UK_EXPECT_EQ(before.total_bytes, sizeof(page_heap_memory));

	block = uk_malloc(heap, 5000);
	size = uk_alloc_usable_size(heap, block);
	UK_EXPECT(size >= 5000);
	uk_alloc_stats(heap, &now);
	UK_EXPECT_EQ(now.allocations, before.allocations + 1);
	UK_EXPECT_EQ(now.used_bytes, before.used_bytes + size);
	UK_EXPECT(now.peak_bytes >= now.used_bytes);

	block = uk_realloc(heap, block, 20000);
	larger = uk_alloc_usable_size(heap, block);
	pages = uk_palloc(heap, 2);
	uk_alloc_stats(heap, &now);
	UK_EXPECT_EQ(now.allocations, before.allocations + 2);
	UK_EXPECT_EQ(now.used_bytes,
		     before.used_bytes + larger + 2 * UK_PAGE_SIZE);
	UK_EXPECT_EQ(now.peak_bytes, now.used_bytes);

	UK_EXPECT_EQ(uk_malloc(heap, SIZE_MAX), NULL);
	UK_EXPECT_EQ(uk_realloc(heap, block, SIZE_MAX), NULL);
	UK_EXPECT_EQ(uk_palloc(heap, SIZE_MAX), NULL);
	uk_alloc_stats(heap, &now);
	UK_EXPECT_EQ(now.failures, before.failures + 3);

	uk_free(heap, block);
	uk_pfree(heap, pages, 2);
	uk_free(heap, NULL);
	uk_alloc_stats(heap, &now);
	UK_EXPECT_EQ(now.frees, before.frees + 2);
	UK_EXPECT_EQ(now.used_bytes, before.used_bytes);
	UK_EXPECT_EQ(now.peak_bytes,
		     before.used_bytes + larger + 2 * UK_PAGE_SIZE);
	uk_free(heap, uk_malloc(heap, 1)); /* far from the peak */
	uk_alloc_stats(heap, &now);
	UK_EXPECT_EQ(now.peak_bytes,
		     before.used_bytes + larger + 2 * UK_PAGE_SIZE);
}
