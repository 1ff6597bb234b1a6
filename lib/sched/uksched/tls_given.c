/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A thread of which everything is given: its struct, its stack and its thread-local storage.
 * So a C library that lays out the memory of its threads itself keeps doing so.
 */
#include <uk/string.h>

#include "internal.h"

#define STACK_ALIGN 16 /* System V AMD64 ABI, 3.2.2 */

struct uk_thread *uk_thread_memory_borrowed(const struct uk_thread_given *given,
					    void (*start)(void *thread))
{
	struct uk_thread *thread = given->thread;

	memset(thread, 0, sizeof(*thread));
	if (given->stack_size) {
		thread->stack = (uintptr_t)given->stack_top - given->stack_size;
		thread->stack_size = given->stack_size;
	}
	uk_arch_context_init(&thread->context,
			     (void *)UK_ALIGN_DOWN((uintptr_t)given->stack_top,
						   (uintptr_t)STACK_ALIGN),
			     given->tls, start, thread);
	return thread;
}
