/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Creating threads.
 */
#include <uk/alloc.h>
#include <uk/assert.h>
#include <uk/errno.h>

#include "internal.h"

/* The first code of a thread, which arrives here with interrupts disabled and
 * goes on with interrupts as its creator had them.
 */
static void thread_start(void *argument)
{
	struct uk_thread *self = argument;

	uk_thread_reap();
	uk_arch_irq_restore(self->irq_state);
	uk_thread_exit(self->entry(self->argument));
}

/* A thread that has what it runs on, and nothing else: 0 or a negative errno. */
static int thread_make(const struct uk_thread_attributes *attributes,
		       struct uk_thread **thread)
{
#ifdef CONFIG_LIBUKSCHED_TLS_GIVEN
	if (attributes->given.thread) {
		*thread = uk_thread_memory_borrowed(&attributes->given,
						    thread_start);
		return 0;
	}
#endif
#ifdef CONFIG_LIBUKSCHED_STACK_GIVEN
	if (attributes->stack) {
		*thread = uk_thread_memory_given(attributes->stack,
						 attributes->stack_size,
						 thread_start);
		return *thread ? 0 : -EINVAL;
	}
#endif
	*thread = uk_thread_memory_get(
		attributes->allocator ?: uk_alloc_default(),
		attributes->stack_size ?: CONFIG_LIBUKSCHED_STACK_KIB * 1024UL,
		thread_start);
	return *thread ? 0 : -ENOMEM;
}

static int thread_check(const struct uk_thread_attributes *attributes)
{
	if (attributes->stack_size &&
	    attributes->stack_size < UK_THREAD_STACK_MIN)
		return -EINVAL;
	if (attributes->priority > uk_sched_ops()->priority_max)
		return -EINVAL;
	return 0;
}

int uk_thread_create(struct uk_thread **created,
		     const struct uk_thread_attributes *attributes,
		     void *(*entry)(void *argument), void *argument)
{
	static const struct uk_thread_attributes defaults;
	struct uk_thread *thread;
	unsigned long state;
	int error;

	if (!attributes)
		attributes = &defaults;
	UK_ASSERT(created || attributes->detached);
	error = thread_check(attributes) ?: thread_make(attributes, &thread);
	if (error)
		return error;
	thread->state = UK_THREAD_BLOCKED;
	thread->priority = attributes->priority;
	thread->detached = attributes->detached;
	thread->service = attributes->service;
	thread->timeout = (struct uk_deadline)UK_DEADLINE_INIT;
	thread->name = attributes->name;
	thread->entry = entry;
	thread->argument = argument;
	error = uk_thread_hooks_init(thread);
	if (error) {
		uk_thread_memory_put(thread);
		return error;
	}
#ifdef CONFIG_LIBUKSCHED_TLS_GIVEN
	thread->gone = attributes->given.gone;
#endif
	if (created)
		*created = thread;
	state = uk_arch_irq_save();
	thread->irq_state = state;
	uk_thread_count += !thread->service;
	uk_sched_ops()->wake(thread);
	uk_arch_irq_restore(state);
	return 0;
}
