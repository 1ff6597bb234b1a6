/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of uksched share.
 */
#ifndef UKSCHED_INTERNAL_H
#define UKSCHED_INTERNAL_H

#include <uk/sched.h>
#include <uk/wait.h>

/* The thread of the boot flow: static, so that it costs no allocation. */
extern struct uk_thread uk_thread_main;

/* Threads that have not ended, "main" included, services not. */
extern unsigned int uk_thread_count;

/* Detached threads that have ended on stacks which are to be freed. */
extern struct uk_thread *uk_thread_dead;

/* Frees them. Called wherever a thread continues after giving way by itself:
 * a thread cannot free the stack that it stands on, so the next one does.
 */
void uk_thread_reap_all(void);

static inline void uk_thread_reap(void)
{
	if (UK_UNLIKELY(uk_thread_dead != NULL))
		uk_thread_reap_all();
}

/* Blocks the calling thread, whose state is set. Interrupts are disabled. */
static inline void uk_sched_block(uint64_t deadline)
{
	uk_sched_ops()->block(deadline);
	uk_thread_reap();
}

/* Takes a waiter that is queued out of its queue, whose lock is held. */
void uk_wait_remove(struct uk_wait_queue *queue, struct uk_waiter *waiter);

/* Runs all init hooks for `thread`, or none: 0 or the first error. */
int uk_thread_hooks_init(struct uk_thread *thread);
/* Runs the exit hooks before `end`; &__stop_uk_thread_hooks[0] for all. */
void uk_thread_hooks_exit(struct uk_thread *thread,
			  const struct uk_thread_hook *end);

/*
 * One allocation for a thread: guard page, stack, TLS, struct. Returns the
 * struct, zero but for what describes the memory and the initial context,
 * or NULL when memory is out.
 */
struct uk_thread *uk_thread_memory_get(struct uk_alloc *allocator,
				       size_t stack_size,
				       void (*start)(void *thread));
#ifdef CONFIG_LIBUKSCHED_STACK_GIVEN
/* The same in memory of the caller's; NULL if it is too small. */
struct uk_thread *uk_thread_memory_given(void *memory, size_t size,
					 void (*start)(void *thread));
#endif
#ifdef CONFIG_LIBUKSCHED_TLS_GIVEN
/* The same where everything is given. */
struct uk_thread *uk_thread_memory_borrowed(const struct uk_thread_given *given,
					    void (*start)(void *thread));

static inline bool uk_thread_is_borrowed(const struct uk_thread *thread)
{
	return thread->gone != NULL;
}
#else
static inline bool uk_thread_is_borrowed(const struct uk_thread *thread __uk_unused)
{
	return false;
}
#endif
/* Gives back a thread that does not run (any more); no-op for "main". */
void uk_thread_memory_put(struct uk_thread *thread);

#endif /* UKSCHED_INTERNAL_H */
