/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Threads of the one address space. Nothing here assumes that threads run
 * until they give way: a preemptive scheduler fits behind the same calls.
 *
 * The boot flow is the first thread, "main". When main() returns, the image
 * ends, whatever the other threads do; when main leaves by uk_thread_exit()
 * instead, the image ends with status 0 after the exit of the last other thread
 * that is not a service.
 */
#ifndef UK_THREAD_H
#define UK_THREAD_H

#include <uk/arch/context.h>
#include <uk/deadline.h>
#include <uk/spinlock.h>
#include <uk/table.h>

struct uk_alloc;
struct uk_waiter;

/* See <uk/wait.h>; zero bytes are an empty queue. */
struct uk_wait_queue {
	struct uk_spinlock lock;
	struct uk_waiter *first;
	struct uk_waiter *last;
};

enum uk_thread_state {
	UK_THREAD_READY,   /* runs, or waits for the CPU */
	UK_THREAD_BLOCKED, /* waits for a wake-up or a deadline */
	UK_THREAD_EXITED,  /* will not run again */
};

/* Read-only outside lib/sched. */
struct uk_thread {
	struct uk_arch_context context;
	struct uk_thread *next; /* in the scheduler's queue */
	struct uk_deadline timeout;
	uint8_t state; /* enum uk_thread_state */
	uint8_t priority;
	bool parked;	  /* in uk_thread_block() */
	bool wake_pending; /* for the next uk_thread_block() */
	bool detached;
	bool joined; /* someone waits for its end */
	bool service;
#ifdef CONFIG_LIBUKSCHED_INTERRUPT
	bool interrupted;   /* ends interruptible waits */
	bool interruptible; /* is in one */
#endif
#ifdef CONFIG_LIBUKSCHED_SLICES
	bool keeps_cpu; /* until it gives way by itself */
#endif
#ifdef CONFIG_LIBUKSCHED_CPU_TIME
	uint64_t cpu_time; /* see uk_thread_cpu_time() */
#endif
	struct uk_wait_queue ended;
	unsigned long irq_state; /* to start with */
	const char *name; /* for reports; NULL: none */
	void *(*entry)(void *argument);
	void *argument; /* after the end: the thread's value */
	struct uk_alloc *allocator;
	void *memory; /* guard page, stack, TLS and this struct; NULL: given */
#ifdef CONFIG_LIBUKSCHED_TLS_GIVEN
	void (*gone)(struct uk_thread *thread); /* of struct uk_thread_given */
#endif
	uintptr_t stack;   /* lowest byte, just above the guard page */
	/* both 0 for "main", which has the boot stack, and where it is not known */
	size_t stack_size;
};

#ifdef CONFIG_LIBUKSCHED_TLS_GIVEN
/* A thread that lies in memory of the caller's. */
struct uk_thread_given {
	struct uk_thread *thread; /* NULL: nothing is given */
	void *stack_top;   /* just past the stack */
	size_t stack_size; /* 0: nobody knows */
	uintptr_t tls;	 /* the thread pointer; its block is ready for use */
	/* Called when the thread, once created, will never again touch any of these:
	 * by another thread, with interrupts disabled, so it must not sleep.
	 */
	void (*gone)(struct uk_thread *thread);
};
#endif

/* Zero or NULL in a field chooses the default. */
struct uk_thread_attributes {
	const char *name;  /* must outlive the thread */
	size_t stack_size; /* CONFIG_LIBUKSCHED_STACK_KIB; in bytes */
	struct uk_alloc *allocator; /* of stack, TLS and struct */
#ifdef CONFIG_LIBUKSCHED_STACK_GIVEN
	/* The caller's, of stack_size bytes; TLS and struct lie there, too.
	 * Without a guard page; when the thread is gone it is free again.
	 */
	void *stack;
#endif
#ifdef CONFIG_LIBUKSCHED_TLS_GIVEN
	struct uk_thread_given given; /* then `stack_size` and `allocator` say nothing */
#endif
	uint8_t priority; /* from 0 to the scheduler's maximum */
	bool detached;
	bool service; /* the image's end does not wait for it */
};

/* The least stack. Interrupts do not use the thread's stack. */
#define UK_THREAD_STACK_MIN 1024

/*
 * Creates a thread that runs entry(argument) when its turn comes, with
 * interrupts as they are for the caller.
 * `*thread` (`thread` may be NULL for a detached one) stays valid until it is
 * joined or, if detached, until its end. `attributes` may be NULL.
 * 0, -ENOMEM, -EINVAL (stack too small, priority too high), or a hook's
 * error; then nothing remains. Not from an interrupt.
 */
int uk_thread_create(struct uk_thread **thread,
		     const struct uk_thread_attributes *attributes,
		     void *(*entry)(void *argument), void *argument);

/* Ends the calling thread; returning from `entry` does the same. */
void __uk_noreturn uk_thread_exit(void *value);

/*
 * Waits for the end of `thread`, gives its value (`value` may be NULL) and
 * frees it. 0, -ETIMEDOUT (monotonic `deadline`, UINT64_MAX: none; it may be
 * joined again), -EDEADLK (the caller itself), -EINVAL (detached, or another
 * thread is joining it). Not from an interrupt.
 */
int uk_thread_join_until(struct uk_thread *thread, uint64_t deadline,
			 void **value);

static inline int uk_thread_join(struct uk_thread *thread, void **value)
{
	return uk_thread_join_until(thread, UINT64_MAX, value);
}

/*
 * Lets `thread` free itself at its end; if it has ended, frees it. 0, or
 * -EINVAL (detached already, or being joined). Not from an interrupt.
 */
int uk_thread_detach(struct uk_thread *thread);

/* The running thread. */
static inline struct uk_thread *uk_thread_current(void)
{
	extern struct uk_thread *uk_thread_running;

	return uk_thread_running;
}

/* "main", which may have ended. */
static inline struct uk_thread *uk_thread_first(void)
{
	extern struct uk_thread uk_thread_main;

	return &uk_thread_main;
}

/* Lets the threads that are ready run first. Not from an interrupt. */
void uk_thread_yield(void);

/*
 * Waits for uk_thread_wake() of the calling thread, or until the monotonic
 * time `deadline`. A wake-up that came before is not lost: the call then
 * returns at once. 0 if woken, else -ETIMEDOUT. Not from an interrupt.
 * For many waiters, or conditions, see <uk/wait.h>; to sleep, <uk/time.h>.
 */
int uk_thread_block_until(uint64_t deadline);

static inline void uk_thread_block(void)
{
	uk_thread_block_until(UINT64_MAX);
}

/* Ends the present, or the next, uk_thread_block() of `thread`. Wake-ups do
 * not add up. Any context; the caller knows that the thread still exists.
 */
void uk_thread_wake(struct uk_thread *thread);

#ifdef CONFIG_LIBUKSCHED_INTERRUPT
/*
 * Marks `thread`: its interruptible waits (<uk/wait.h>), the present one and those to come,
 * end with -EINTR until the mark is cleared. Any context; the caller knows that the
 * thread still exists.
 */
void uk_thread_interrupt(struct uk_thread *thread);

/* By the thread itself, when it looks at what it was interrupted for. */
static inline void uk_thread_interrupt_clear(void)
{
	uk_thread_current()->interrupted = false;
}
#endif

#ifdef CONFIG_LIBUKSCHED_CPU_TIME
/* For how many nanoseconds a thread has had the CPU, interrupts included; NULL: all
 * threads, also those that have ended. Threads.
 */
uint64_t uk_thread_cpu_time(const struct uk_thread *thread);
#endif

/* Where the thread-local `variable` of the caller lies in `thread`'s TLS. */
#define uk_thread_local_of(thread, variable)                             \
	((__typeof__(&(variable)))((uintptr_t)&(variable) -              \
				   uk_arch_tls_get() +                   \
				   (thread)->context.tls))

/*
 * What a library keeps per thread. `init` runs on the creating thread before
 * the new one runs (for "main": at boot, after the heap exists), and may
 * refuse with a negative errno. `exit` runs on the ending thread, or, when
 * another library's init has failed, on the creating one: both reach
 * thread-local variables by uk_thread_local_of(). Either may be NULL.
 */
struct uk_thread_hook {
	int (*init)(struct uk_thread *thread);
	void (*exit)(struct uk_thread *thread);
};

UK_TABLE_DECLARE(struct uk_thread_hook, uk_thread_hooks);

#define UK_THREAD_HOOK(name, init_function, exit_function)               \
	UK_TABLE_ENTRY(struct uk_thread_hook, uk_thread_hooks, name) = { \
		.init = (init_function),                                 \
		.exit = (exit_function),                                 \
	}

#endif /* UK_THREAD_H */
