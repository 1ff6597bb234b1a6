/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of pthread share: the objects behind the opaque types, and time.
 */
#ifndef PTHREAD_INTERNAL_H
#define PTHREAD_INTERNAL_H

#include <errno.h>
#include <pthread.h>
#include <uk/cancel.h>
#include <uk/essentials.h>
#include <uk/interrupt.h>
#include <uk/thread.h>
#include <uk/time.h>
#include <uk/wait.h>

/* States of a thread, as join and detach see it */
#define THREAD_PROCESS 1u  /* the process lives while there is one of these */
#define THREAD_DETACHED 2u
#define THREAD_JOINING 4u  /* somebody waits for it */
#define THREAD_ENDED 8u

#define THREAD_MAGIC 0x64726874u

struct specific;

/*
 * What each thread has of its own, in its thread-local storage; a pthread_t is the
 * address of one. Its first words stay readable when the thread is gone, and tell so.
 */
struct pthread {
	uint32_t magic;
	uint32_t state;
	struct uk_thread *thread;
	struct __pthread_cleanup *cleanup;
	struct specific *specific; /* by key */
	size_t specific_count;
	void *(*start)(void *argument);
};

extern _Thread_local struct pthread pthread_own;

/* The calling thread's. */
static inline struct pthread *self(void)
{
	return &pthread_own;
}

/* The thread behind an id, or NULL: there is none (any more). */
static inline struct pthread *thread_of(pthread_t id)
{
	struct pthread *thread = (struct pthread *)id;
	uint32_t gone;

	if (!thread || thread->magic != THREAD_MAGIC)
		return NULL;
	gone = thread->state & (THREAD_JOINING | THREAD_DETACHED);
	return thread->state & THREAD_ENDED && gone ? NULL : thread;
}

/* Set by the first key: runs the destructors of the calling thread's values. */
extern void (*pthread_keys_end)(void);

/* How many threads keep the process alive. */
extern unsigned int pthread_process_threads;

/* Ends the calling thread if it is to end, and may anywhere. */
static inline void pthread_cancel_at_once(void)
{
	if (UK_UNLIKELY(uk_cancel_state & UK_CANCEL_ASYNCHRONOUS))
		pthread_testcancel();
}

/*
 * Waits in `queue`, whose lock is held with `state` and then not any more: 0, -ETIMEDOUT, or
 * -EINTR when handlers have run, and the caller tries again. No cancellation point:
 * after the last try pthread_wait_done() sees to it that the next point is one.
 */
int pthread_wait(struct uk_wait_queue *queue, struct uk_waiter *waiter,
		 unsigned long state, uint64_t deadline);

/* Runs the handlers of the signals that have come for the calling thread. */
#ifdef CONFIG_LIBPTHREAD_SIGNALS
void pthread_run_handlers(void);
#else
static inline void pthread_run_handlers(void)
{
}
#endif

static inline void pthread_wait_done(void)
{
	if (UK_UNLIKELY(uk_cancel_is_due()))
		uk_interrupt(self()->thread);
}

/* Lets the others run. Who only yields takes signals here. */
static inline void pthread_give_way(void)
{
	uk_thread_yield();
	if (UK_UNLIKELY(uk_interrupt_pending())) {
		pthread_run_handlers();
		pthread_wait_done();
	}
}

/* A try that has failed lets the others run: who tries again and again would otherwise
 * keep them from what it tries for.
 */
static inline int pthread_busy(int error)
{
	pthread_give_way();
	return error;
}

/* Creation passes this to the hook, which runs before the new thread does. */
struct pthread_request {
	void *(*start)(void *argument);
	void *argument;
	bool detached;
};

void *pthread_run(void *argument);

/* pthread_mutex_t */
struct mutex {
	uintptr_t owner; /* struct uk_thread; bit 0: unlock looks closer */
	unsigned int depth;
	uint8_t type;
	struct uk_wait_queue waiters;
};

_Static_assert(sizeof(struct mutex) == sizeof(pthread_mutex_t),
	       "as in <sys/_pthreadtypes.h>");

static inline uintptr_t mutex_owner(const struct mutex *mutex)
{
	return mutex->owner & ~(uintptr_t)1;
}

/* Whether it is a value of a "process-shared" attribute; they are all the same here. */
static inline bool is_sharing(int shared)
{
	return shared == PTHREAD_PROCESS_PRIVATE ||
	       shared == PTHREAD_PROCESS_SHARED;
}

/* The deadline that the time `time` of `clock` is; 0 or EINVAL. */
int pthread_deadline(clockid_t clock, const struct timespec *time,
		     uint64_t *deadline);

#endif /* PTHREAD_INTERNAL_H */
