/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of signal share.
 */
#ifndef SIGNAL_INTERNAL_H
#define SIGNAL_INTERNAL_H

#include <uk/interrupt.h>
#include <uk/list.h>
#include <uk/ready.h>

#include "queue.h"

/* Linux lets nobody block, handle or ignore these two. */
#define SIGNALS_FIRM (UK_SIGNAL_BIT(UK_SIGKILL) | UK_SIGNAL_BIT(UK_SIGSTOP))

/* What a thread has of signals; in its thread-local storage. */
struct signal_thread {
	struct uk_list_head link; /* in signal_threads; empty: takes none */
	struct uk_thread *thread; /* NULL in an image without threads */
	uint64_t mask;
	uint64_t awaited; /* the set that uk_signal_wait() sleeps for */
	struct pending pending;
	uint64_t saved_mask; /* of uk_signal_suspend() */
	bool suspended;
	struct uk_sigstack stack;
};

extern _Thread_local struct signal_thread signal_own;

extern struct uk_list_head signal_threads;

/* Pending for whichever thread takes it */
extern struct pending signal_process;

extern struct uk_sigaction signal_actions[UK_SIGNALS];

/* Tells the readers of signalfds; NULL while there is none. */
extern void (*signal_tell_fds)(void);

static inline const struct uk_sigaction *signal_action(int number)
{
	return &signal_actions[number - 1];
}

static inline bool signal_is_valid(int number)
{
	return number >= 1 && number <= UK_SIGNALS;
}

static inline bool signal_has_handler(int number)
{
	return signal_action(number)->handler > UK_SIG_IGNORE;
}

/* Of those without a handler */
enum signal_default {
	DEFAULT_IGNORE,
	DEFAULT_END,
	DEFAULT_CRASH,
};

enum signal_default signal_default_of(int number);

/* Whether the signal does nothing at all. */
static inline bool signal_is_ignored(int number)
{
	uintptr_t handler = signal_action(number)->handler;

	return handler == UK_SIG_IGNORE ||
	       (handler == UK_SIG_DEFAULT &&
		signal_default_of(number) == DEFAULT_IGNORE);
}

/* Does what happens to a signal without a handler; ends the image, or returns. */
void signal_default(int number);

/* Whether the calling thread has something to take. */
static inline bool signal_is_deliverable(void)
{
	return (signal_own.pending.set | signal_process.set) & ~signal_own.mask;
}

/* Takes the next of `set` for the calling thread. Its number, or 0. */
int signal_take(uint64_t set, struct uk_siginfo *info);

#define DELIVERED 1u	   /* a handler has run */
#define DELIVERED_FAILS 2u /* one without SA_RESTART */

/* Runs the handlers of what is deliverable, on the calling thread; may not return. */
unsigned int signal_deliver(void);

/* Has the thread's present or next wait end. */
static inline void signal_wake(struct signal_thread *thread)
{
	uk_interrupt(thread->thread);
}

/* Has others take those of the process's signals in `set`, which the caller takes no longer. */
void signal_hand_over(uint64_t set);

/* The end of the stack that a handler with these flags runs on; 0: the present one. */
uintptr_t signal_stack_for(uint64_t flags, uintptr_t sp);

/* What a handler's third argument points to (asm-generic/ucontext.h) */
struct signal_context {
	uint64_t flags;
	void *link;
	struct uk_sigstack stack;
	uint64_t registers[23];
	void *floating_point;
	uint64_t reserved[8];
	uint64_t mask;
};

/* Calls the handler with the mask that it runs with, on the present stack, and puts
 * context->mask back afterwards.
 */
void signal_call(const struct uk_sigaction *action, struct uk_siginfo *info,
		 struct signal_context *context);

#endif /* SIGNAL_INTERNAL_H */
