/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The accesses to memory that a device shares, through functions of the host
 * programs: a device may do something at each of them, and a store may stay in the
 * processor's store buffer for a while.
 */
#ifndef UK_HOST_ATOMIC_H
#define UK_HOST_ATOMIC_H

#include_next <uk/atomic.h>

#undef uk_load_relaxed
#undef uk_load_acquire
#undef uk_store_relaxed
#undef uk_store_release
#undef uk_memory_barrier

void host_load(const volatile void *at);
void host_store(volatile void *at, uint64_t value, size_t bytes);
void host_barrier(void);

#define uk_load_relaxed(ptr)                             \
	({                                               \
		host_load(ptr);                          \
		*(const volatile __typeof__(*(ptr)) *)(ptr); \
	})
#define uk_load_acquire(ptr) uk_load_relaxed(ptr)
#define uk_store_relaxed(ptr, value) \
	host_store(ptr, (uintptr_t)(value), sizeof(*(ptr)))
#define uk_store_release(ptr, value) uk_store_relaxed(ptr, value)
#define uk_memory_barrier() host_barrier()

#endif /* UK_HOST_ATOMIC_H */
