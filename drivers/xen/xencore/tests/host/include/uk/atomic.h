/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Before each access to shared memory somebody else may do something: host_step().
 */
#ifndef UK_XEN_HOST_ATOMIC_H
#define UK_XEN_HOST_ATOMIC_H

#include_next <uk/atomic.h>

void host_step(void);

#undef uk_load_relaxed
#undef uk_load_acquire
#undef uk_store_relaxed
#undef uk_store_release
#undef uk_atomic_or
#undef uk_atomic_and
#undef uk_atomic_exchange
#undef uk_atomic_compare_exchange

#define uk_load_acquire(ptr) \
	(host_step(), __atomic_load_n(ptr, __ATOMIC_SEQ_CST))
#define uk_load_relaxed(ptr) uk_load_acquire(ptr)
#define uk_store_release(ptr, value) \
	(host_step(), __atomic_store_n(ptr, value, __ATOMIC_SEQ_CST))
#define uk_store_relaxed(ptr, value) uk_store_release(ptr, value)
#define uk_atomic_or(ptr, value) \
	(host_step(), __atomic_fetch_or(ptr, value, __ATOMIC_SEQ_CST))
#define uk_atomic_and(ptr, value) \
	(host_step(), __atomic_fetch_and(ptr, value, __ATOMIC_SEQ_CST))
#define uk_atomic_exchange(ptr, value) \
	(host_step(), __atomic_exchange_n(ptr, value, __ATOMIC_SEQ_CST))
#define uk_atomic_compare_exchange(ptr, expected, desired)                   \
	(host_step(),                                                        \
	 __atomic_compare_exchange_n(ptr, expected, desired, false,          \
				     __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))

#endif /* UK_XEN_HOST_ATOMIC_H */
