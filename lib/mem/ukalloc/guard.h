/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Guards behind blocks (LIBUKALLOC_CHECK): between the last byte that was asked
 * for and the end of the block lie known bytes, and the size that was asked
 * for. An overrun breaks them, and so does the first free of a block that is
 * freed twice.
 */
#ifndef UKALLOC_GUARD_H
#define UKALLOC_GUARD_H

#include <uk/alloc.h>

#ifdef CONFIG_LIBUKALLOC_CHECK

/* What a block needs besides the bytes that were asked for. */
#define GUARD_SIZE 16

/* Marks the end of `block`, of which the user asked for `size` bytes. */
void uk_alloc_guard_set(struct uk_alloc *a, void *block, size_t size);
/* Panics if the guard is broken; returns the size that the user asked for. */
size_t uk_alloc_guard_check(struct uk_alloc *a, const void *block);
/* Fills memory that holds no data yet, or no more. */
void uk_alloc_guard_fill_new(void *block, size_t size);
void uk_alloc_guard_fill_freed(struct uk_alloc *a, void *block);

#else

#define GUARD_SIZE 0

static inline void uk_alloc_guard_set(struct uk_alloc *a, void *block,
				      size_t size)
{
	(void)a, (void)block, (void)size;
}

static inline size_t uk_alloc_guard_check(struct uk_alloc *a, const void *block)
{
	return uk_alloc_ops(a)->usable_size(a, block);
}

static inline void uk_alloc_guard_fill_new(void *block, size_t size)
{
	(void)block, (void)size;
}

static inline void uk_alloc_guard_fill_freed(struct uk_alloc *a, void *block)
{
	(void)a, (void)block;
}

#endif

#endif /* UKALLOC_GUARD_H */
