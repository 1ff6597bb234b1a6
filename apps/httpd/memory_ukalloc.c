/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The default heap's statistics (LIBUKALLOC_STATS).
 */
#include "stats.h"

#include <stdio.h>
#include <uk/alloc.h>

size_t memory_write(char *to, size_t room)
{
	const struct uk_alloc_stats *heap = &uk_alloc_default()->stats;

	return (size_t)snprintf(
		to, room, "heap_total %zu\nheap_used %zu\nheap_peak %zu\n"
		"heap_blocks %lu\nheap_failures %lu\n",
		heap->total_bytes, heap->used_bytes, heap->peak_bytes,
		heap->allocations - heap->frees, heap->failures);
}
