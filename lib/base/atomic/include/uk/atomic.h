/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Atomic accesses, in the terms of the C11 memory model. They work on plain
 * integers and pointers, so that memory shared with a device or another
 * program needs no special types. Any context.
 */
#ifndef UK_ATOMIC_H
#define UK_ATOMIC_H

#include <uk/essentials.h>

#define uk_load_relaxed(ptr) __atomic_load_n(ptr, __ATOMIC_RELAXED)
#define uk_store_relaxed(ptr, value) \
	__atomic_store_n(ptr, value, __ATOMIC_RELAXED)

/* What follows in the program sees all that happened before the store. */
#define uk_load_acquire(ptr) __atomic_load_n(ptr, __ATOMIC_ACQUIRE)
#define uk_store_release(ptr, value) \
	__atomic_store_n(ptr, value, __ATOMIC_RELEASE)

/* Full barrier, loads against earlier stores included. */
#define uk_memory_barrier() __atomic_thread_fence(__ATOMIC_SEQ_CST)

/* These return the value before. */
#define uk_atomic_add(ptr, value) \
	__atomic_fetch_add(ptr, value, __ATOMIC_SEQ_CST)
#define uk_atomic_sub(ptr, value) \
	__atomic_fetch_sub(ptr, value, __ATOMIC_SEQ_CST)
#define uk_atomic_or(ptr, value) __atomic_fetch_or(ptr, value, __ATOMIC_SEQ_CST)
#define uk_atomic_and(ptr, value) \
	__atomic_fetch_and(ptr, value, __ATOMIC_SEQ_CST)
#define uk_atomic_exchange(ptr, value) \
	__atomic_exchange_n(ptr, value, __ATOMIC_SEQ_CST)

/* True if *ptr was *expected and is now `desired`; else *expected = *ptr. */
#define uk_atomic_compare_exchange(ptr, expected, desired)         \
	__atomic_compare_exchange_n(ptr, expected, desired, false, \
				    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)

/* Counts the owners of an object. */
struct uk_refcount {
	unsigned int count;
};

static inline void uk_refcount_init(struct uk_refcount *refcount)
{
	uk_store_relaxed(&refcount->count, 1);
}

static inline void uk_refcount_get(struct uk_refcount *refcount)
{
	uk_atomic_add(&refcount->count, 1);
}

/* True for the last owner, who then frees the object. */
static inline bool uk_refcount_put(struct uk_refcount *refcount)
{
	return uk_atomic_sub(&refcount->count, 1) == 1;
}

#endif /* UK_ATOMIC_H */
