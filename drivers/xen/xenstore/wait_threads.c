/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waiting in an image with threads, and the thread that tells watches.
 */
#include <uk/atomic.h>
#include <uk/mutex.h>
#include <uk/thread.h>

#include "private.h"

static struct uk_mutex mutex = UK_MUTEX_INIT;
static struct uk_wait_queue waiters = UK_WAIT_QUEUE_INIT;
static struct uk_wait_queue watcher_waits = UK_WAIT_QUEUE_INIT;
static struct uk_thread *watcher;

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

static void *watch(void *unused)
{
	(void)unused;
	for (;;) {
		uk_wait_event(&watcher_waits, xenstore_watch_fired());
		xenstore_watch_tell();
	}
	return NULL;
}

int xenstore_watcher_start(void)
{
	static const struct uk_thread_attributes attributes = {
		.name = "xenstore",
		.service = true,
	};

	return watcher ? 0 :
			 uk_thread_create(&watcher, &attributes, watch, NULL);
}

void xenstore_watcher_wake(void)
{
	uk_wait_wake_one(&watcher_waits);
}

void xenstore_watcher_leave(const struct uk_xenstore_watch *watch)
{
	if (uk_thread_current() != watcher)
		uk_wait_event(&waiters, !xenstore_watch_runs(watch));
}
