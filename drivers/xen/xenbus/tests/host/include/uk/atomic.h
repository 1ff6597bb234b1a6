/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The accesses to memory that another domain shares: it may do something before each of them.
 */
#ifndef UK_HOST_ATOMIC_H
#define UK_HOST_ATOMIC_H

#include_next <uk/atomic.h>

#undef uk_load_relaxed
#undef uk_load_acquire
#undef uk_store_relaxed
#undef uk_store_release
#undef uk_memory_barrier

void other_side_access(void);

#define uk_load_relaxed(ptr)                                 \
	({                                                   \
		other_side_access();                         \
		*(const volatile __typeof__(*(ptr)) *)(ptr); \
	})
#define uk_load_acquire(ptr) uk_load_relaxed(ptr)
#define uk_store_relaxed(ptr, value)                             \
	({                                                       \
		other_side_access();                             \
		*(volatile __typeof__(*(ptr)) *)(ptr) = (value); \
	})
#define uk_store_release(ptr, value) uk_store_relaxed(ptr, value)
#define uk_memory_barrier() other_side_access()

#endif /* UK_HOST_ATOMIC_H */
