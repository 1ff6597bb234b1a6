/* SPDX-License-Identifier: BSD-3-Clause */
/* Pools in memory from a heap: the pool's description, then its objects. */
#include "pool.h"

#include <uk/alloc.h>

struct uk_pool *uk_pool_create(struct uk_alloc *a, size_t count, size_t size,
			       size_t align)
{
	size_t stride = pool_stride(size, &align);
	size_t lead, bytes, total;
	struct uk_pool *pool;

	if (!stride || !count || align > SIZE_MAX / 2)
		return NULL;
	lead = UK_ALIGN_UP(sizeof(*pool), align);
	if (__builtin_mul_overflow(count, stride, &bytes) ||
	    __builtin_add_overflow(bytes, lead, &total))
		return NULL;
	pool = uk_memalign(a, align, total);
	if (pool)
		uk_pool_init(pool, (char *)pool + lead, bytes, size, align);
	return pool;
}

void uk_pool_destroy(struct uk_alloc *a, struct uk_pool *pool)
{
	uk_free(a, pool);
}
