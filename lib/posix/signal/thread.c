/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The threads that take signals.
 */
#include <uk/init.h>

#include "internal.h"

#ifdef CONFIG_LIBPOSIXSIGNAL_THREADS
#include <uk/thread.h>
#endif

_Thread_local struct signal_thread signal_own;

struct uk_list_head signal_threads = UK_LIST_HEAD_INIT(signal_threads);

#ifdef CONFIG_LIBPOSIXSIGNAL_THREADS
void uk_signal_thread_start(struct uk_thread *thread)
{
	struct signal_thread *own = uk_thread_local_of(thread, signal_own);

	own->thread = thread;
	own->mask = signal_own.mask;
	own->stack.flags = UK_SS_DISABLE;
	uk_list_add_tail(&own->link, &signal_threads);
}

static int start_main(void)
{
	uk_signal_thread_start(uk_thread_current());
	return 0;
}

static void end(struct uk_thread *thread)
{
	struct signal_thread *own = uk_thread_local_of(thread, signal_own);

	if (!own->link.next)
		return;
	uk_list_del(&own->link);
	own->link.next = NULL;
	pending_drop(&own->pending, ~0ull);
	signal_hand_over(~own->mask);
}

UK_THREAD_HOOK(signal, NULL, end);
#else
static int start_main(void)
{
	signal_own.stack.flags = UK_SS_DISABLE;
	uk_list_add_tail(&signal_own.link, &signal_threads);
	return 0;
}
#endif

UK_INIT(library, start_main);
