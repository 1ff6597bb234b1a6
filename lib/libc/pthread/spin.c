/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Spin locks. On one CPU nobody unlocks while another spins, so who finds one locked lets
 * the others run. The lock is its owner's address.
 */
#include <uk/atomic.h>

#include "internal.h"

int pthread_spin_init(pthread_spinlock_t *lock, int shared)
{
	if (!is_sharing(shared))
		return EINVAL;
	*lock = 0;
	return 0;
}

int pthread_spin_destroy(pthread_spinlock_t *lock)
{
	return *lock ? EBUSY : 0;
}

static inline bool take(pthread_spinlock_t *lock)
{
	unsigned long nobody = 0;

	return uk_atomic_compare_exchange(lock, &nobody, pthread_self());
}

int pthread_spin_trylock(pthread_spinlock_t *lock)
{
	return take(lock) ? 0 : pthread_busy(EBUSY);
}

int pthread_spin_lock(pthread_spinlock_t *lock)
{
	while (UK_UNLIKELY(!take(lock))) {
		if (uk_load_relaxed(lock) == pthread_self())
			return EDEADLK;
		sched_yield();
	}
	return 0;
}

int pthread_spin_unlock(pthread_spinlock_t *lock)
{
	if (!uk_load_relaxed(lock))
		return EPERM;
	uk_store_release(lock, 0);
	return 0;
}
