/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pools in memory that the caller brings. Objects that were never taken are not
 * on the list, so that making a pool costs the same whatever its size.
 */
#include "pool.h"

#include <uk/assert.h>

uk_ssize_t uk_pool_init(struct uk_pool *pool, void *memory, size_t length,
			size_t size, size_t align)
{
	size_t stride = pool_stride(size, &align);
	uintptr_t base = (uintptr_t)memory;
	size_t lead, count;

	if (!memory || !stride || length > UINTPTR_MAX - base)
		return -EINVAL;
	lead = -base & (align - 1);
	if (lead > length)
		return -EINVAL;
	count = (length - lead) / stride;
	if (count == 0 || count > PTRDIFF_MAX)
		return -EINVAL;
	*pool = (struct uk_pool){
		.fresh = base + lead,
		.end = base + lead + count * stride,
		.stride = stride,
		.available = count,
	};
	return (uk_ssize_t)count;
}

void uk_pool_give(struct uk_pool *pool, void *object)
{
	if (!object)
		return;
	/* else it is not of this pool, or was given back before */
	UK_ASSERT((uintptr_t)object < pool->fresh && object != pool->freed);
	*(void **)object = pool->freed;
	pool->freed = object;
	pool->available++;
}
