/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Threads on stacks of the C library's (<uk/clone.h>), and their end. Kept of each until
 * another thread runs after it: its struct, on the heap.
 */
#include <uk/alloc.h>
#include <uk/boot.h>
#include <uk/clone.h>
#include <uk/futex.h>
#include <uk/process.h>
#include <uk/thread.h>
#ifdef CONFIG_LIBSYSCALL_SIGNALS
#include <uk/signal.h>
#endif

#include "../call.h"
#include "own.h"

/* linux/sched.h */
#define CLONE_VM 0x100ul
#define CLONE_FS 0x200ul
#define CLONE_FILES 0x400ul
#define CLONE_SIGHAND 0x800ul
#define CLONE_THREAD 0x10000ul
#define CLONE_SYSVSEM 0x40000ul
#define CLONE_SETTLS 0x80000ul
#define CLONE_PARENT_SETTID 0x100000ul
#define CLONE_CHILD_CLEARTID 0x200000ul
#define CLONE_DETACHED 0x400000ul
#define CLONE_CHILD_SETTID 0x1000000ul

/* What threads of one address space must share, and have */
#define NEEDED                                                        \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | \
	 CLONE_SETTLS)
#define KNOWN                                                          \
	(NEEDED | CLONE_SYSVSEM | CLONE_PARENT_SETTID |                \
	 CLONE_CHILD_CLEARTID | CLONE_CHILD_SETTID | CLONE_DETACHED)

struct clone {
	struct uk_thread thread;
	int (*entry)(void *argument);
	void *argument;
};

_Thread_local struct own_thread own_thread;
unsigned int own_threads = 1;

static void *run(void *argument)
{
	struct clone *clone = argument;

	uk_sys_exit(clone->entry(clone->argument));
	__builtin_unreachable();
}

static void gone(struct uk_thread *thread)
{
	uk_free(uk_alloc_default(),
		UK_CONTAINER_OF(thread, struct clone, thread));
}

/* Nobody runs it before its creator gives way. */
static int tell(struct uk_thread *thread, unsigned long flags, int *parent_tid,
		int *child_tid)
{
	int number = uk_process_thread_number(thread);

#ifdef CONFIG_LIBSYSCALL_SIGNALS
	uk_signal_thread_start(thread);
#endif
	if (flags & CLONE_PARENT_SETTID)
		*parent_tid = number;
	if (flags & CLONE_CHILD_SETTID)
		*child_tid = number;
	if (flags & CLONE_CHILD_CLEARTID)
		uk_thread_local_of(thread, own_thread)->clear = child_tid;
	own_threads++;
	return number;
}

long uk_thread_clone(int (*entry)(void *argument), void *stack,
		     unsigned long flags, void *argument, int *parent_tid,
		     void *tls, int *child_tid, size_t stack_size)
{
	struct uk_thread_attributes attributes = {
		.detached = true,
		.given = { .stack_top = stack,
			   .stack_size = stack_size,
			   .tls = (uintptr_t)tls,
			   .gone = gone },
	};
	struct clone *clone;
	int error;

	if (!(flags & CLONE_THREAD))
		return uk_process_refuse("clone");
	if ((flags & NEEDED) != NEEDED || flags & ~KNOWN || !stack || !tls)
		return -EINVAL;
	clone = uk_malloc(uk_alloc_default(), sizeof(*clone));
	if (!clone)
		return -ENOMEM;
	clone->entry = entry;
	clone->argument = argument;
	attributes.given.thread = &clone->thread;
	error = uk_thread_create(NULL, &attributes, run, clone);
	if (error) {
		uk_free(uk_alloc_default(), clone);
		return error;
	}
	return tell(&clone->thread, flags, parent_tid, child_tid);
}

/*
 * Its stack is free for others once the word is 0; but they run only after the switch away
 * from it, since nothing in between sleeps.
 */
long uk_sys_exit(long status)
{
	struct own_thread *own = &own_thread;

	if (!--own_threads)
		uk_exit((int)(status & 0xff));
	if (own->robust)
		robust_lists_end(own->robust,
				 uk_process_thread_number(uk_thread_current()));
	if (own->clear) {
		*own->clear = 0;
		uk_futex_wake((uint32_t *)own->clear, 1, UK_FUTEX_ANY);
	}
	uk_thread_exit(NULL);
}
