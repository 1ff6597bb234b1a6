/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupted calls. Who wants a thread's attention (a signal, a cancellation)
 * calls uk_interrupt(); the call in which the thread waits, or the next one that
 * would wait, fails with -EINTR, and gives back what it holds on the way. Only then,
 * at the end of the call, in the C library's function, do the hooks run that know
 * what it is about: a handler may leave by longjmp(), or end the thread. Until then
 * every wait fails.
 *
 *	return result(UK_RESTARTABLE(uk_flock(fd, operation)));
 *	return result(UK_INTERRUPTIBLE(uk_poll(polls, count, timeout)));
 *
 * Where nobody interrupts (LIBUKFILE_INTERRUPT is off) all of it is nothing. An image
 * without threads has one, which is NULL here.
 */
#ifndef UK_INTERRUPT_H
#define UK_INTERRUPT_H

#include <uk/errno.h>
#include <uk/table.h>

#ifdef CONFIG_LIBUKFILE_INTERRUPT

#ifdef CONFIG_LIBUKFILE_THREADS
#include <uk/thread.h>
#endif

struct uk_thread;

/*
 * Runs on the thread whose call ends, which holds nothing of the kernel's. `error` is
 * -EINTR, or -EPIPE from a call that writes. True if the call must fail; false
 * if it may be begun again, as far as this hook is concerned. It need not return.
 */
typedef bool (*uk_interrupt_hook)(int error);

UK_TABLE_DECLARE(uk_interrupt_hook, uk_interrupt_hooks);

#define UK_INTERRUPT_HOOK(name, function) \
	UK_TABLE_ENTRY(uk_interrupt_hook, uk_interrupt_hooks, name) = (function)

/* Clears the mark, and runs all hooks; true if one of them did so. Threads. */
bool uk_interrupt_handle(int error);

/* Whether a call that ended with this negative errno is to be begun again. */
bool uk_interrupt_again(long error);

/* Has the hooks look at the error of a call that writes. */
void uk_interrupt_write_error(long error);

#ifdef CONFIG_LIBUKFILE_THREADS
/* Any context; the caller knows that the thread still exists. */
static inline void uk_interrupt(struct uk_thread *thread)
{
	uk_thread_interrupt(thread);
}

/* Whether somebody has, since the hooks ran last. Any context. */
static inline bool uk_interrupt_pending(void)
{
	return uk_thread_current()->interrupted;
}
#else
extern bool uk_interrupt_mark;

static inline void uk_interrupt(struct uk_thread *thread __uk_unused)
{
	uk_interrupt_mark = true;
}

static inline bool uk_interrupt_pending(void)
{
	return *(volatile bool *)&uk_interrupt_mark;
}
#endif

#else

static inline bool uk_interrupt_handle(int error __uk_unused)
{
	return true;
}

static inline bool uk_interrupt_again(long error __uk_unused)
{
	return false;
}

static inline void uk_interrupt_write_error(long error __uk_unused)
{
}

static inline bool uk_interrupt_pending(void)
{
	return false;
}

#endif

/* The value of `call`, begun again while the hooks allow that: of the calls that
 * SA_RESTART is for (accept, recv; uk_fd_read() and uk_fd_write() do so themselves).
 */
#define UK_RESTARTABLE(call)                        \
	({                                          \
		long call_result;                   \
						    \
		do                                  \
			call_result = (call);       \
		while (UK_UNLIKELY(call_result < 0) && \
		       uk_interrupt_again(call_result)); \
		call_result;                        \
	})

/* The value of `call`, which writes: -EPIPE is for the hooks, too (SIGPIPE). */
#define UK_WRITING(call)                             \
	({                                           \
		long write_result = (call);          \
						     \
		if (UK_UNLIKELY(write_result < 0))   \
			uk_interrupt_write_error(write_result); \
		write_result;                        \
	})

/* The value of `call`, which has a time limit, and so is never begun again (poll,
 * sleep). Hooks run at its end in any case.
 */
#define UK_INTERRUPTIBLE(call)                                        \
	({                                                            \
		long call_result = (call);                            \
								      \
		if (UK_UNLIKELY(call_result == -EINTR ||              \
				uk_interrupt_pending()))              \
			uk_interrupt_handle(-EINTR);                  \
		call_result;                                          \
	})

#endif /* UK_INTERRUPT_H */
