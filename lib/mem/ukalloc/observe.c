/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The API's calls when statistics or checks are on: the same steps as
 * <uk/alloc_direct.h>, with counting and guarding around the operation.
 */
#include "guard.h"

#include <uk/arch/paging.h>

#ifdef CONFIG_LIBUKALLOC_STATS
static void count_taken(struct uk_alloc *a, size_t bytes)
{
	struct uk_alloc_stats *stats = &a->stats;

	stats->used_bytes += bytes;
	stats->peak_bytes = UK_MAX(stats->peak_bytes, stats->used_bytes);
}

static void count_allocate(struct uk_alloc *a, const void *block, size_t bytes)
{
	if (!block) {
		a->stats.failures++;
		return;
	}
	a->stats.allocations++;
	count_taken(a, bytes);
}

static void count_reallocate(struct uk_alloc *a, const void *block,
			     size_t old_bytes, size_t bytes)
{
	if (!block) {
		a->stats.failures++;
		return;
	}
	a->stats.used_bytes -= old_bytes;
	count_taken(a, bytes);
}

static void count_free(struct uk_alloc *a, size_t bytes)
{
	a->stats.frees++;
	a->stats.used_bytes -= bytes;
}
#else
#define count_allocate(a, block, bytes) ((void)(bytes))
#define count_reallocate(a, block, old_bytes, bytes) \
	((void)(old_bytes), (void)(bytes))
#define count_free(a, bytes) ((void)(bytes))
#endif

/* What to ask the heap for; too large for any heap if the sum overflows. */
static size_t guarded(size_t size)
{
	size_t sum;

	return __builtin_add_overflow(size, GUARD_SIZE, &sum) ? SIZE_MAX : sum;
}

void *uk_alloc_allocate(struct uk_alloc *a, size_t size, size_t align)
{
	size_t bytes = 0;
	void *block;

	uk_alloc_lock(a);
	block = uk_alloc_ops(a)->allocate(a, guarded(size), align);
	if (block) {
		uk_alloc_guard_fill_new(block, size);
		uk_alloc_guard_set(a, block, size);
		bytes = uk_alloc_guard_check(a, block);
	}
	count_allocate(a, block, bytes);
	uk_alloc_unlock(a);
	return block;
}

void *uk_alloc_reallocate(struct uk_alloc *a, void *block, size_t size)
{
	size_t old_bytes, bytes = 0;
	void *moved;

	uk_alloc_lock(a);
	old_bytes = uk_alloc_guard_check(a, block);
	moved = uk_alloc_ops(a)->reallocate(a, block, guarded(size));
	if (moved) {
		uk_alloc_guard_set(a, moved, size);
		bytes = uk_alloc_guard_check(a, moved);
	}
	count_reallocate(a, moved, old_bytes, bytes);
	uk_alloc_unlock(a);
	return moved;
}

void uk_alloc_free(struct uk_alloc *a, void *block)
{
	uk_alloc_lock(a);
	count_free(a, uk_alloc_guard_check(a, block));
	uk_alloc_guard_fill_freed(a, block);
	uk_alloc_ops(a)->free(a, block);
	uk_alloc_unlock(a);
}

size_t uk_alloc_block_size(struct uk_alloc *a, const void *block)
{
	return uk_alloc_guard_check(a, block);
}

void *uk_alloc_allocate_pages(struct uk_alloc *a, size_t pages)
{
	void *block;

	uk_alloc_lock(a);
	block = uk_alloc_ops(a)->allocate_pages(a, pages);
	count_allocate(a, block, pages << UK_PAGE_SHIFT);
	uk_alloc_unlock(a);
	return block;
}

void uk_alloc_free_pages(struct uk_alloc *a, void *block, size_t pages)
{
	uk_alloc_lock(a);
	count_free(a, pages << UK_PAGE_SHIFT);
	uk_alloc_ops(a)->free_pages(a, block, pages);
	uk_alloc_unlock(a);
}
