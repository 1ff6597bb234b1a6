/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Signals, with Linux's numbers, structures and rules on x86-64 (asm/signal.h,
 * asm-generic/siginfo.h, signal(7)). A handler is called on the thread that takes the
 * signal, as a function: when a wait of it is interrupted (<uk/interrupt.h>) and
 * by those calls below that say so, which may therefore leave by longjmp().
 *
 * Context: threads. Errors are negative errno. Nothing here sleeps, unless it says
 * so: with threads that give way by themselves there is nothing to lock.
 */
#ifndef UK_SIGNAL_H
#define UK_SIGNAL_H

#include <uk/errno.h>
#include <uk/essentials.h>

enum {
	UK_SIGHUP = 1,
	UK_SIGINT = 2,
	UK_SIGQUIT = 3,
	UK_SIGILL = 4,
	UK_SIGTRAP = 5,
	UK_SIGABRT = 6,
	UK_SIGBUS = 7,
	UK_SIGFPE = 8,
	UK_SIGKILL = 9,
	UK_SIGUSR1 = 10,
	UK_SIGSEGV = 11,
	UK_SIGUSR2 = 12,
	UK_SIGPIPE = 13,
	UK_SIGALRM = 14,
	UK_SIGTERM = 15,
	UK_SIGSTKFLT = 16,
	UK_SIGCHLD = 17,
	UK_SIGCONT = 18,
	UK_SIGSTOP = 19,
	UK_SIGTSTP = 20,
	UK_SIGTTIN = 21,
	UK_SIGTTOU = 22,
	UK_SIGURG = 23,
	UK_SIGXCPU = 24,
	UK_SIGXFSZ = 25,
	UK_SIGVTALRM = 26,
	UK_SIGPROF = 27,
	UK_SIGWINCH = 28,
	UK_SIGIO = 29,
	UK_SIGPWR = 30,
	UK_SIGSYS = 31,
	UK_SIGRTMIN = 32,
	UK_SIGNALS = 64, /* how many there are; the last real-time one */
};

/* A set of signals: bit n - 1 is signal n. */
#define UK_SIGNAL_BIT(number) (1ull << ((number) - 1))

/* struct sigaction of the kernel's rt_sigaction() */
struct uk_sigaction {
	uintptr_t handler; /* UK_SIG_DEFAULT, UK_SIG_IGNORE, or a function */
	uint64_t flags;	   /* UK_SA_* */
	uintptr_t restorer; /* a field of the ABI, not used */
	uint64_t mask;	   /* blocked while the handler runs */
};

#define UK_SIG_DEFAULT ((uintptr_t)0)
#define UK_SIG_IGNORE ((uintptr_t)1)

#define UK_SA_NOCLDSTOP 0x1ull
#define UK_SA_NOCLDWAIT 0x2ull
#define UK_SA_SIGINFO 0x4ull
#define UK_SA_RESTORER 0x04000000ull
#define UK_SA_ONSTACK 0x08000000ull
#define UK_SA_RESTART 0x10000000ull
#define UK_SA_NODEFER 0x40000000ull
#define UK_SA_RESETHAND 0x80000000ull

/* `code` of a signal: who sent it */
#define UK_SI_USER 0
#define UK_SI_KERNEL 0x80
#define UK_SI_QUEUE (-1)
#define UK_SI_TIMER (-2)
#define UK_SI_TKILL (-6)

/* siginfo_t: what of `data` means what depends on the signal */
struct uk_siginfo {
	int32_t number;
	int32_t error;
	int32_t code;
	int32_t unused;
	union {
		/* two words are all that is kept while it is pending */
		uint64_t words[2];
		struct {
			int32_t process;
			uint32_t user;
			uint64_t value;
		} from;
		struct {
			int32_t id;
			int32_t overrun;
			uint64_t value;
		} timer;
		uintptr_t address; /* of a fault */
		uint64_t reserved[14];
	} data;
};

_Static_assert(sizeof(struct uk_siginfo) == 128, "the ABI's size");

/* stack_t */
struct uk_sigstack {
	void *base;
	int32_t flags; /* UK_SS_* */
	size_t size;
};

#define UK_SS_ONSTACK 1
#define UK_SS_DISABLE 2
#define UK_SIGSTACK_MIN 2048

enum {
	UK_SIG_BLOCK,
	UK_SIG_UNBLOCK,
	UK_SIG_SETMASK,
};

struct uk_thread;

/* The one process there is. */
#define UK_SIGNAL_PROCESS 1

/* Sets and tells what happens at a signal; either may be NULL. -EINVAL: no such signal,
 * or KILL or STOP.
 */
int uk_signal_action(int number, const struct uk_sigaction *action,
		     struct uk_sigaction *old);

/* Changes and tells the calling thread's mask; runs handlers. -EINVAL: `how`. */
int uk_signal_mask(int how, const uint64_t *set, uint64_t *old);

/* What is pending for the calling thread. */
uint64_t uk_signal_pending(void);

/*
 * Sends to the process: a thread that does not block it takes it. `code` and
 * `value` become part of the uk_siginfo. Number 0 sends nothing. Handlers of the calling
 * thread run before it returns. -EINVAL, or -EAGAIN: the queue is full.
 */
int uk_signal_send(int number, int code, uint64_t value);

/* To one thread, which exists; NULL: the calling one. */
int uk_signal_send_thread(struct uk_thread *thread, int number, int code,
			  uint64_t value);

/* For the console, in a call that waits, which ends then: sends the signal, if the program
 * handles, ignores or blocks it. False: it does not, and the image is to end.
 */
bool uk_signal_from_console(int number);

/*
 * Sleeps with this mask until a handler has run: -EINTR. The signals stay pending until
 * uk_interrupt_handle() runs them, and the mask is put back there.
 */
int uk_signal_suspend(uint64_t mask);

/* A call with another mask (ppoll): between the two the handlers run. */
void uk_signal_mask_swap(uint64_t mask, uint64_t *old);
void uk_signal_mask_restore(uint64_t old);

/* The value of `call`, an interruptible one of type long, with the mask at `mask` if not NULL. */
#define UK_SIGNAL_MASKED(mask, call)                                      \
	({                                                                \
		const uint64_t *masked_by = (const uint64_t *)(mask);     \
		long masked_result;                                       \
		uint64_t mask_before;                                     \
									  \
		if (masked_by)                                            \
			uk_signal_mask_swap(*masked_by, &mask_before);    \
		masked_result = (call);                                   \
		if (masked_by)                                            \
			uk_signal_mask_restore(mask_before);              \
		masked_result;                                            \
	})

/*
 * Takes a signal of `set`, which should be blocked; waits `timeout` nanoseconds for one
 * (UINT64_MAX: for ever). Its number, -EAGAIN when the time is up, or -EINTR.
 */
int uk_signal_wait(uint64_t set, struct uk_siginfo *info, uint64_t timeout);

/* The calling thread's stack for handlers. -EPERM (a handler runs there now), -EINVAL
 * (flags), -ENOMEM (too small).
 */
int uk_signal_stack(const struct uk_sigstack *stack, struct uk_sigstack *old);

/* Creates a signalfd (`fd` -1), or changes one's set. The descriptor. */
int uk_signal_fd(int fd, uint64_t set, uint32_t flags);

/* struct signalfd_siginfo: what it is read in (linux/signalfd.h) */
struct uk_signalfd_info {
	uint32_t number;
	int32_t error;
	int32_t code;
	uint32_t process;
	uint32_t user;
	int32_t fd;
	uint32_t timer;
	uint32_t band;
	uint32_t overrun;
	uint32_t trap;
	int32_t status;
	int32_t integer;
	uint64_t value;
	uint64_t user_time;
	uint64_t system_time;
	uint64_t address;
	uint8_t reserved[48];
};

_Static_assert(sizeof(struct uk_signalfd_info) == 128, "the ABI's size");

/*
 * Makes a thread one that signals to the process may go to, with the mask of its
 * creator: the calling thread. "main" is one from the beginning; threads of the
 * kernel's libraries are none. Until the thread's end.
 */
void uk_signal_thread_start(struct uk_thread *thread);

/*
 * For timers, which send the same signal again and again: one that its owner
 * keeps, and that never fails to be queued. Zero bytes are ready for use.
 */
struct uk_signal_item {
	struct uk_signal_item *next;
	/* Called when it has been taken from its queue; NULL: one of the pool. */
	void (*taken)(struct uk_signal_item *item);
	int32_t number;
	int32_t code;
	uint64_t words[2]; /* as in uk_siginfo; may be changed while queued */
};

/* Sends it, unless its number is ignored. True if it has been queued. */
bool uk_signal_send_item(struct uk_thread *thread, struct uk_signal_item *item);
/* Takes it out of the queue that it is in. */
void uk_signal_item_cancel(struct uk_signal_item *item);

#endif /* UK_SIGNAL_H */
