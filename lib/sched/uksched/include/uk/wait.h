/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Wait queues: where threads wait for something to become true. Wakers may be
 * interrupt handlers. Who waits first is woken first; a wake-up that meets a
 * timeout wins, so it is never lost. A queue of zero bytes is ready for use.
 *
 *	uk_wait_event(&ring->readers, ring->count > 0);		a thread
 *	ring->count++; uk_wait_wake_one(&ring->readers);	a waker
 */
#ifndef UK_WAIT_H
#define UK_WAIT_H

#include <uk/errno.h>
#include <uk/spinlock.h>
#include <uk/thread.h>

/* One waiting thread; lies on its stack. */
struct uk_waiter {
	struct uk_waiter *next;
	struct uk_waiter *prev;
	struct uk_thread *thread;
	bool queued;
	bool exclusive; /* for the use of locks */
};

#define UK_WAIT_QUEUE_INIT { .first = NULL, .last = NULL }

/* Wakes the thread that waits longest, if any. Any context. */
void uk_wait_wake_one(struct uk_wait_queue *queue);

/* Wakes all threads that wait now. Any context. */
void uk_wait_wake_all(struct uk_wait_queue *queue);

/*
 * Waits until the expression `condition` is true; it is evaluated on the
 * calling thread, at first and after each wake-up. uk_wait_event_until()
 * gives up at the monotonic time `deadline` (UINT64_MAX: never).
 * 0, or -ETIMEDOUT with the condition false. Not from an interrupt.
 */
#define uk_wait_event(queue, condition) \
	((void)uk_wait_event_until(queue, condition, UINT64_MAX))

#define uk_wait_event_until(queue, condition, deadline) \
	uk_wait_event_by(uk_wait_commit, queue, condition, deadline)

/* `commit` is one of the two below. */
#define uk_wait_event_by(commit, queue, condition, deadline)             \
	({                                                               \
		struct uk_waiter wait_self;                              \
		int wait_result = 0;                                     \
									 \
		for (;;) {                                               \
			if (condition) {                                 \
				wait_result = 0;                         \
				break;                                   \
			}                                                \
			if (wait_result)                                 \
				break;                                   \
			uk_wait_prepare(queue, &wait_self);              \
			if (condition) {                                 \
				uk_wait_cancel(queue, &wait_self);       \
				break;                                   \
			}                                                \
			wait_result = commit(queue, &wait_self,          \
					     deadline);                  \
		}                                                        \
		wait_result;                                             \
	})

/*
 * The same, and it also ends, with -EINTR and the condition false, once
 * uk_thread_interrupt() has been called for the thread. So do all such waits until the
 * mark is cleared, by uk_interrupt_handle() of ukfile at the end of the C library's
 * call: who gets -EINTR gives up what it holds, and returns it. Where nobody
 * interrupts (LIBUKSCHED_INTERRUPT is off) it is uk_wait_event_until().
 */
#ifdef CONFIG_LIBUKSCHED_INTERRUPT
#define uk_wait_event_interruptible_until(queue, condition, deadline)  \
	uk_wait_event_by(uk_wait_commit_interruptible, queue, condition, \
			 deadline)
#else
#define uk_wait_event_interruptible_until uk_wait_event_until
#endif

/*
 * The steps of the above, for conditions that do not fit an expression.
 * Between prepare and commit a wake-up is remembered, so the condition is
 * checked there; each prepare is followed by one commit or cancel. The
 * prepared thread does not wait on another queue in between.
 */
void uk_wait_prepare(struct uk_wait_queue *queue, struct uk_waiter *waiter);
/* 0 if woken, -ETIMEDOUT if not. */
int uk_wait_commit(struct uk_wait_queue *queue, struct uk_waiter *waiter,
		   uint64_t deadline);
#ifdef CONFIG_LIBUKSCHED_INTERRUPT
/* The same, or -EINTR. */
int uk_wait_commit_interruptible(struct uk_wait_queue *queue,
				 struct uk_waiter *waiter, uint64_t deadline);
#endif
/* Passes a wake-up that has already arrived on to the next waiter. */
void uk_wait_cancel(struct uk_wait_queue *queue, struct uk_waiter *waiter);

/*
 * For locks that hand themselves from thread to thread: all with the queue's
 * lock held, which serves as the lock's own.
 */
static inline unsigned long uk_wait_lock(struct uk_wait_queue *queue)
{
	return uk_spin_lock(&queue->lock);
}

static inline void uk_wait_unlock(struct uk_wait_queue *queue,
				  unsigned long state)
{
	uk_spin_unlock(&queue->lock, state);
}

/* Puts the calling thread at the end. */
void uk_wait_add(struct uk_wait_queue *queue, struct uk_waiter *waiter);
/* Waits to be popped; without the lock meanwhile. 0, or -ETIMEDOUT with the
 * waiter taken out of the queue.
 */
int uk_wait_sleep(struct uk_wait_queue *queue, struct uk_waiter *waiter,
		  uint64_t deadline);
/* Takes the first waiter out and wakes it; NULL if there is none. */
struct uk_thread *uk_wait_pop(struct uk_wait_queue *queue);

#endif /* UK_WAIT_H */
