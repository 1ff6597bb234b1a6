/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pthread_getattr_np(): a running thread's attributes, its stack above all.
 */
#define _GNU_SOURCE
#include <uk/image.h>

#include "internal.h"
#include "stack.h"

int pthread_getattr_np(pthread_t id, pthread_attr_t *attributes)
{
	const struct pthread *thread = thread_of(id);
	const struct uk_thread *inner;
	uintptr_t end;

	if (!thread)
		return ESRCH;
	inner = thread->thread;
	*attributes = (pthread_attr_t){
		.__stack = (void *)inner->stack,
		.__stack_size = inner->stack_size,
		.__guard_size = inner->memory ? GUARD_SIZE : 0,
		.__detached = (thread->state & THREAD_DETACHED) != 0,
	};
	if (!inner->memory) {
		/* All of what the program gave; our own part lies at its end. */
		end = UK_ALIGN_UP((uintptr_t)(inner + 1), 16);
		attributes->__stack_size = end - inner->stack;
	}
	if (!inner->stack_size) { /* main's */
		attributes->__stack = uk_image_stack;
		attributes->__stack_size = (unsigned long)(uk_image_stack_top -
							   uk_image_stack);
		attributes->__guard_size = UK_PAGE_SIZE;
	}
	return 0;
}
