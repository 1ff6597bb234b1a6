/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The memory of a thread that the program brings: the stack from its lowest byte on, and at
 * the upper end the thread-local storage and struct uk_thread. It is nobody's to free.
 */
#include <uk/string.h>

#include "internal.h"

#define STACK_ALIGN 16 /* System V AMD64 ABI, 3.2.2 */

struct uk_thread *uk_thread_memory_given(void *memory, size_t size,
					 void (*start)(void *thread))
{
	size_t tls_size = uk_arch_tls_size();
	size_t align = UK_MAX(uk_arch_tls_align(), (size_t)STACK_ALIGN);
	uintptr_t end = (uintptr_t)memory + size, tls;
	struct uk_thread *thread;

	if (size < UK_THREAD_STACK_MIN + tls_size + sizeof(*thread) + 2 * align)
		return NULL;
	thread = (struct uk_thread *)UK_ALIGN_DOWN(end - sizeof(*thread),
						   STACK_ALIGN);
	tls = UK_ALIGN_DOWN((uintptr_t)thread - tls_size, align);
	memset(thread, 0, sizeof(*thread));
	thread->stack = (uintptr_t)memory;
	thread->stack_size = tls - thread->stack;
	uk_arch_context_init(&thread->context, (void *)tls,
			     tls_size ? uk_arch_tls_init((void *)tls) : 0,
			     start, thread);
	return thread;
}
