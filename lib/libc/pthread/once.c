/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pthread_once(). Those who come while the routine runs wait for it, all in one queue; if
 * its thread is cancelled, the next runs it.
 */
#include <uk/atomic.h>

#include "internal.h"

#define RUNS 1
#define DONE 2

static struct uk_wait_queue waiters;

static void give_up(void *once)
{
	uk_store_release((pthread_once_t *)once, PTHREAD_ONCE_INIT);
	uk_wait_wake_all(&waiters);
}

static bool claim(pthread_once_t *once)
{
	pthread_once_t nobody = PTHREAD_ONCE_INIT;

	return uk_atomic_compare_exchange(once, &nobody, RUNS);
}

static int __uk_noinline run(pthread_once_t *once, void (*routine)(void))
{
	while (!claim(once)) {
		uk_wait_event(&waiters, uk_load_acquire(once) != RUNS);
		if (uk_load_acquire(once) == DONE)
			return 0;
	}
	pthread_cleanup_push(give_up, once);
	routine();
	pthread_cleanup_pop(0);
	uk_store_release(once, DONE);
	uk_wait_wake_all(&waiters);
	return 0;
}

int pthread_once(pthread_once_t *once, void (*routine)(void))
{
	return UK_LIKELY(uk_load_acquire(once) == DONE) ? 0 :
							  run(once, routine);
}
