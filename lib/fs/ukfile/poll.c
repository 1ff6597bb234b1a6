/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Running the pollers.
 */
#include <uk/atomic.h>
#include <uk/ready.h>
#ifdef CONFIG_LIBUKFILE_THREADS
#include <uk/thread.h>

#define CALLS_PER_YIELD 16

static void be_fair(void)
{
	static unsigned int calls;

	if (++calls % CALLS_PER_YIELD == 0)
		uk_thread_yield();
}
#else
static void be_fair(void)
{
}
#endif

bool uk_ready_poll(void)
{
	static bool polling;
	bool progress = false;

	if (uk_atomic_exchange(&polling, true))
		return false; /* another thread is at it, or a poller sleeps */
	UK_TABLE_FOR_EACH (uk_ready_pollers, poller)
		progress |= poller->poll();
	uk_store_release(&polling, false);
	be_fair();
	return progress;
}
