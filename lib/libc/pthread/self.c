/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A thread's own part, which every thread has, also those of the kernel's libraries: so
 * each of them may call what is in <pthread.h>.
 */
#include "internal.h"

#ifdef CONFIG_LIBPTHREAD_SIGNALS
#include <uk/signal.h>
#else
static void uk_signal_thread_start(struct uk_thread *thread __uk_unused)
{
}
#endif

_Thread_local struct pthread pthread_own;
_Thread_local unsigned int uk_cancel_state;

unsigned int pthread_process_threads;

static int thread_adopt(struct uk_thread *thread)
{
	struct pthread *own = uk_thread_local_of(thread, pthread_own);

	own->magic = THREAD_MAGIC;
	own->thread = thread;
	/* "main", whose hook runs on itself, or one of pthread_create() */
	if (thread->entry == pthread_run) {
		const struct pthread_request *request = thread->argument;

		own->start = request->start;
		own->state = request->detached ? THREAD_DETACHED : 0;
		thread->argument = request->argument;
		uk_signal_thread_start(thread);
	} else if (thread != uk_thread_current()) {
		return 0;
	}
	own->state |= THREAD_PROCESS;
	pthread_process_threads++;
	return 0;
}

static void thread_leave(struct uk_thread *thread)
{
	struct pthread *own = uk_thread_local_of(thread, pthread_own);

	own->state |= THREAD_ENDED;
	/* Only where another library's hook has refused the thread. */
	if (own->state & THREAD_PROCESS)
		pthread_process_threads--;
}

UK_THREAD_HOOK(pthread, thread_adopt, thread_leave);

pthread_t pthread_self(void)
{
	return (pthread_t)self();
}

int pthread_equal(pthread_t a, pthread_t b)
{
	return a == b;
}
