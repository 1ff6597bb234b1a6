/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end of threads: exit, join, detach, and freeing their memory.
 */
#include <uk/boot.h>
#include <uk/errno.h>
#include <uk/wait.h>

#include "internal.h"

unsigned int uk_thread_count = 1;
struct uk_thread *uk_thread_dead;

void uk_thread_exit(void *value)
{
	struct uk_thread *self = uk_thread_current();

	uk_thread_hooks_exit(self, &__stop_uk_thread_hooks[0]);
	/* "main" has left as well, and nobody can create a thread. */
	if (uk_thread_count == 1 && !self->service)
		uk_exit(0);
	/* For good: the next thread brings its own interrupt state. */
	uk_arch_irq_disable();
	uk_thread_count -= !self->service;
	self->argument = value;
	self->state = UK_THREAD_EXITED;
	if (!self->detached) {
		uk_wait_pop(&self->ended);
	} else if (self->memory || uk_thread_is_borrowed(self)) {
		self->next = uk_thread_dead;
		uk_thread_dead = self;
	}
	uk_sched_ops()->exit();
}

void uk_thread_reap_all(void)
{
	for (;;) {
		unsigned long state = uk_arch_irq_save();
		struct uk_thread *thread = uk_thread_dead;

		if (thread)
			uk_thread_dead = thread->next;
		uk_arch_irq_restore(state);
		if (!thread)
			return;
		uk_thread_memory_put(thread);
	}
}

int uk_thread_join_until(struct uk_thread *thread, uint64_t deadline,
			 void **value)
{
	struct uk_waiter self;
	unsigned long state;
	int error = 0;

	if (thread == uk_thread_current())
		return -EDEADLK;
	state = uk_wait_lock(&thread->ended);
	if (thread->detached || thread->joined) {
		error = -EINVAL;
	} else if (thread->state != UK_THREAD_EXITED) {
		thread->joined = true;
		uk_wait_add(&thread->ended, &self);
		error = uk_wait_sleep(&thread->ended, &self, deadline);
		thread->joined = error == 0;
	}
	uk_wait_unlock(&thread->ended, state);
	if (error)
		return error;
	if (value)
		*value = thread->argument;
	uk_thread_memory_put(thread);
	return 0;
}

int uk_thread_detach(struct uk_thread *thread)
{
	unsigned long state = uk_wait_lock(&thread->ended);
	int error = thread->detached || thread->joined ? -EINVAL : 0;

	if (!error)
		thread->detached = true;
	uk_wait_unlock(&thread->ended, state);
	if (!error && thread->state == UK_THREAD_EXITED)
		uk_thread_memory_put(thread);
	return error;
}
