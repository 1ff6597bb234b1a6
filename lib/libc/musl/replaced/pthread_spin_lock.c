/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A lock that is waited for by looking again: its holder has to run in between.
 */
#include "pthread_impl.h"

int pthread_spin_lock(pthread_spinlock_t *lock)
{
	while (a_cas(lock, 0, EBUSY))
		__syscall(SYS_sched_yield);
	return 0;
}
