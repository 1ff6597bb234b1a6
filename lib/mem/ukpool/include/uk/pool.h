/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A pool: objects of one size, taken and given back in a few instructions,
 * never more than were foreseen. For what has a hard bound (packet buffers,
 * descriptors) and for what comes and goes often.
 *
 * Context: any, but one at a time: who shares a pool with an interrupt handler
 * disables interrupts around the call. Nothing sleeps.
 */
#ifndef UK_POOL_H
#define UK_POOL_H

#include <uk/errno.h>
#include <uk/essentials.h>

/* All fields belong to the pool; `available` may be read. */
struct uk_pool {
	void *freed; /* objects given back, linked through their first word */
	uintptr_t fresh; /* the first object that was never taken */
	uintptr_t end;
	size_t stride;
	size_t available; /* how many can still be taken */
};

/*
 * Divides [memory, memory + length), the caller's, into objects of `size`
 * bytes, each aligned to `align`, a power of two (0: to a pointer). Constant
 * time; the memory is not touched. Returns how many objects there are, at least
 * one; else -EINVAL: bad alignment, the range wraps, or none fits.
 */
uk_ssize_t uk_pool_init(struct uk_pool *pool, void *memory, size_t length,
			size_t size, size_t align);

/* An object, content undefined; NULL if all are taken. */
static inline __uk_must_check void *uk_pool_take(struct uk_pool *pool)
{
	void *object = pool->freed;

	if (object) {
		pool->freed = *(void **)object;
	} else {
		if (pool->fresh == pool->end)
			return NULL;
		object = (void *)pool->fresh;
		pool->fresh += pool->stride;
	}
	pool->available--;
	return object;
}

/* Gives back an object of this pool; NULL is fine. */
void uk_pool_give(struct uk_pool *pool, void *object);

#ifdef CONFIG_LIBUKPOOL_CREATE
struct uk_alloc;

/* A pool of `count` objects in memory from `a`; NULL if there is none, or with
 * -EINVAL's reasons above.
 */
struct uk_pool *uk_pool_create(struct uk_alloc *a, size_t count, size_t size,
			       size_t align) __uk_must_check;

/* Frees such a pool, and with it all its objects. NULL is fine. */
void uk_pool_destroy(struct uk_alloc *a, struct uk_pool *pool);
#endif

#endif /* UK_POOL_H */
