/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Making heaps, and the list of them. What a range of memory must be is
 * checked here, once for all kinds.
 */
#include <uk/alloc.h>
#include <uk/string.h>

struct uk_alloc *uk_alloc_first;
struct uk_alloc *uk_alloc_default_heap;

static bool is_range(const void *base, size_t length)
{
	return base && length <= UINTPTR_MAX - (uintptr_t)base;
}

struct uk_alloc *uk_alloc_create(const struct ukalloc_ops *ops, void *base,
				 size_t length)
{
	struct uk_alloc *a;

	if (!is_range(base, length))
		return NULL;
	a = ops->create(base, length);
	if (!a)
		return NULL;
	a->ops = ops;
	a->next = uk_alloc_first;
	uk_alloc_first = a;
#ifdef CONFIG_LIBUKALLOC_STATS
	a->stats = (struct uk_alloc_stats){ .total_bytes = length };
#endif
	return a;
}

void uk_alloc_discard(struct uk_alloc *a)
{
	struct uk_alloc **link = &uk_alloc_first;

	while (*link != a)
		link = &(*link)->next;
	*link = a->next;
}

int uk_alloc_add_memory(struct uk_alloc *a, void *base, size_t length)
{
	int error;

	if (!is_range(base, length))
		return -EINVAL;
	uk_alloc_lock(a);
	error = uk_alloc_ops(a)->add_memory(a, base, length);
#ifdef CONFIG_LIBUKALLOC_STATS
	if (!error)
		a->stats.total_bytes += length;
#endif
	uk_alloc_unlock(a);
	return error;
}

void *uk_calloc(struct uk_alloc *a, size_t count, size_t size)
{
	size_t bytes;
	void *block;

	if (__builtin_mul_overflow(count, size, &bytes))
		return NULL;
	block = uk_malloc(a, bytes);
	if (block)
		memset(block, 0, bytes);
	return block;
}
