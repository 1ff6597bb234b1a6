/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A small heap of a test's own: it runs out soon, so whatever the code under
 * test fails to give back shows by itself.
 */
#ifndef TEST_HEAP_H
#define TEST_HEAP_H

#include <uk/alloc.h>

#define TEST_HEAP_BYTES (512 * 1024)

/* NULL if there is no memory. */
static inline struct uk_alloc *test_heap_make(void **memory)
{
	struct uk_alloc *heap;

	*memory = uk_malloc(uk_alloc_default(), TEST_HEAP_BYTES);
	if (!*memory)
		return NULL;
	heap = uk_alloc_create(uk_alloc_default()->ops, *memory,
			       TEST_HEAP_BYTES);
	if (!heap)
		uk_free(uk_alloc_default(), *memory);
	return heap;
}

/*
 * There is no call to dissolve a heap: the memory is taken back when nothing
 * in it is used any more, and the heaps that lie in it (a heap may be made of
 * several) are taken off the list.
 */
static inline void test_heap_drop(void *memory)
{
	struct uk_alloc **link = &uk_alloc_first;

	while (*link)
		if ((uintptr_t)*link - (uintptr_t)memory < TEST_HEAP_BYTES)
			*link = (*link)->next;
		else
			link = &(*link)->next;
	uk_free(uk_alloc_default(), memory);
}

/* A heap that only grows (ukregion) cannot show what is given back. */
static inline bool test_heap_reuses(struct uk_alloc *heap)
{
	const size_t large = TEST_HEAP_BYTES / 8;

	for (int i = 0; i < 16; i++) {
		void *block = uk_malloc(heap, large);
		void *next = uk_malloc(heap, 16);

		uk_free(heap, block);
		uk_free(heap, next);
		if (!block || !next)
			return false;
	}
	return true;
}

#endif /* TEST_HEAP_H */
