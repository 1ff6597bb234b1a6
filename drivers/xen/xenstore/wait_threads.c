/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waiting in an image with threads.
 */
#include <uk/atomic.h>
#include <uk/mutex.h>

#include "private.h"

static struct uk_mutex mutex = UK_MUTEX_INIT;
static struct uk_wait_queue waiters = UK_WAIT_QUEUE_INIT;

void xenstore_lock(void)
{
	uk_mutex_lock(&mutex);
}

void xenstore_unlock(void)
{
	uk_mutex_unlock(&mutex);
}

void xenstore_wait(const unsigned int *flag)
{
	uk_wait_event(&waiters, uk_load_acquire(flag));
}

void xenstore_wake(void)
{
	uk_wait_wake_all(&waiters);
}
