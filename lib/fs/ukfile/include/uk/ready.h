/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Readiness: how a source of events (a socket, the console) tells those who watch
 * it, and how they wait. A watcher is told of each change in constant time, so
 * that watching ten thousand sources costs what the busy ones cost.
 */
#ifndef UK_READY_H
#define UK_READY_H

#include <uk/arch/cpu.h>
#include <uk/list.h>
#include <uk/table.h>
#ifdef CONFIG_LIBUKFILE_THREADS
#include <uk/wait.h>
#endif

/* Numbers of Linux's POLL* (asm-generic/poll.h) and EPOLL* (linux/eventpoll.h) */
enum {
	UK_READY_IN = 0x001,
	UK_READY_PRI = 0x002,
	UK_READY_OUT = 0x004,
	UK_READY_ERROR = 0x008,
	UK_READY_HANG_UP = 0x010,
	UK_READY_INVALID = 0x020,
	UK_READY_IN_NORMAL = 0x040, /* RDNORM: says what IN says */
	UK_READY_OUT_NORMAL = 0x100, /* WRNORM: says what OUT says */
	UK_READY_IN_ENDED = 0x2000, /* RDHUP: the peer will send no more */
};

/* Told whether asked for or not */
#define UK_READY_ALWAYS (UK_READY_ERROR | UK_READY_HANG_UP)
/* In a watcher's events: see notify() */
#define UK_READY_EXCLUSIVE (1u << 28)

struct uk_ready_source;
struct uk_ready_watcher;

struct uk_ready_watcher_ops {
	/*
	 * Some of `events`, of which the watcher watches at least one, may hold
	 * now. Any context, interrupts disabled; unlinks no watcher. True from
	 * one with UK_READY_EXCLUSIVE: it takes the event, and others with that
	 * flag need not be told.
	 */
	bool (*notify)(struct uk_ready_watcher *watcher, unsigned int events);
	/* The source is about to vanish: unlinks those of its watchers that have
	 * these ops. A thread. NULL where watchers own a share of the source.
	 */
	void (*ended)(struct uk_ready_source *source);
};

/* Lies in whatever watches; in one source's list at a time. */
struct uk_ready_watcher {
	struct uk_list_head link;
	const struct uk_ready_watcher_ops *ops;
	/* Which to be told of: UK_READY_ALWAYS must be said too. May be changed
	 * at any time, but for UK_READY_EXCLUSIVE.
	 */
	unsigned int events;
};

struct uk_ready_source {
	struct uk_list_head watchers; /* the exclusive ones at the end */
};

static inline void uk_ready_source_init(struct uk_ready_source *source)
{
	uk_list_init(&source->watchers);
}

/* Any context. Check the state after it: what changed before is not told. */
void uk_ready_watch(struct uk_ready_source *source,
		    struct uk_ready_watcher *watcher);
/* Not told any more when it returns; harmless on one that is in no list. */
void uk_ready_unwatch(struct uk_ready_watcher *watcher);

/* Has all watchers unlinked. A thread, without spin locks. */
void uk_ready_source_end(struct uk_ready_source *source);

/*
 * Around every look at a list of watchers, and what notify() shares with
 * threads. With one CPU, keeping interrupts away is the whole lock; it nests.
 */
static __uk_always_inline unsigned long uk_ready_lock(void)
{
	return uk_arch_irq_save();
}

static __uk_always_inline void uk_ready_unlock(unsigned long state)
{
	uk_arch_irq_restore(state);
}

void uk_ready_tell(struct uk_ready_source *source, unsigned int events);

/* Tells the watchers of `events`. Any context. Two instructions if there are none. */
static inline void uk_ready_notify(struct uk_ready_source *source,
				   unsigned int events)
{
	if (!uk_list_empty(&source->watchers))
		uk_ready_tell(source, events);
}

/*
 * One flow of control that waits to be woken, with threads or without. Zero
 * bytes are one that nobody has woken yet.
 *
 *	struct uk_ready_waiter waiter = { 0 };		on its stack
 *	... tell somebody of the waiter, who will call uk_ready_wake(&waiter)
 *	error = uk_ready_sleep(&waiter, deadline);
 *	... nobody knows of the waiter any more
 */
struct uk_ready_waiter {
	bool woken;
#ifdef CONFIG_LIBUKFILE_THREADS
	struct uk_wait_queue queue;
#endif
};

/* Ends the present, or the next, uk_ready_sleep(). Any context. */
void uk_ready_wake(struct uk_ready_waiter *waiter);

/*
 * Waits to be woken, or until the monotonic time `deadline` (UINT64_MAX: never).
 * 0, or -ETIMEDOUT; wake-ups do not add up. With threads, others run
 * meanwhile. Without, the pollers are run, and the CPU halts while they
 * have nothing to do. Not from an interrupt, nor from a poller.
 */
int uk_ready_sleep(struct uk_ready_waiter *waiter, uint64_t deadline);

/*
 * The same, and it also ends, with -EINTR, when the thread is interrupted
 * (<uk/interrupt.h>): for what a program waits for, not for a device's answer.
 */
#ifdef CONFIG_LIBUKFILE_INTERRUPT
int uk_ready_sleep_interruptible(struct uk_ready_waiter *waiter,
				 uint64_t deadline);
#else
#define uk_ready_sleep_interruptible uk_ready_sleep
#endif

/*
 * Pollers: what makes progress by being called (a network stack that looks into its
 * device). A call that would otherwise wait or return -EAGAIN runs them first,
 * which spares switches of threads; and it is how images without threads
 * make progress at all. With threads they are a short-cut: what they leave undone
 * is the poller's own thread's to do.
 */
struct uk_ready_poller {
	/* Does what can be done now; true if anything was. A thread; never
	 * waits for an event; need not be reentrant. Also called before the
	 * poller's own library has started: then there is nothing to do.
	 */
	bool (*poll)(void);
	/* Without threads only: the monotonic time at which poll() has something
	 * to do by itself; UINT64_MAX: none. NULL: never any.
	 */
	uint64_t (*deadline)(void);
	/*
	 * Without threads only, called before halting and with interrupts
	 * disabled: makes the device interrupt when there is something to do. True
	 * if there is already: then the CPU does not halt. NULL: nothing to
	 * do.
	 */
	bool (*arm)(void);
};

UK_TABLE_DECLARE(struct uk_ready_poller, uk_ready_pollers);

#define UK_READY_POLLER(name, ...)                                      \
	UK_TABLE_ENTRY(struct uk_ready_poller, uk_ready_pollers, name) = { \
		__VA_ARGS__                                             \
	}

/*
 * Runs the pollers; true if any did something. With threads also gives way to
 * others now and then, so that a loop of calls that do not block does not
 * starve them. Not from an interrupt; does nothing when a poller calls it.
 */
bool uk_ready_poll(void);

#endif /* UK_READY_H */
