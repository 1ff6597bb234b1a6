/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The memory of a thread, from low to high addresses: a guard page that is not
 * mapped, the stack, which grows down towards it, the thread-local storage
 * and struct uk_thread. One allocation, so creating either succeeds or leaves
 * nothing behind. Where page tables never change, the platform has memory with such a
 * page below for some of the threads.
 */
#include <uk/alloc.h>
#include <uk/arch/paging.h>
#include <uk/assert.h>
#include <uk/plat/stack.h>
#include <uk/string.h>

#include "internal.h"

#define STACK_ALIGN 16 /* System V AMD64 ABI, 3.2.2 */

#if defined(CONFIG_LIBUKSCHED_STACK_GUARD) && !defined(CONFIG_WANTS_STACKS)
#define GUARD_SIZE UK_PAGE_SIZE
#else
#define GUARD_SIZE 0UL
#endif

static void *memory_take(struct uk_alloc *allocator, size_t align, size_t size)
{
#ifdef CONFIG_WANTS_STACKS
	void *memory = uk_plat_stack_take(size);

	if (memory)
		return memory;
#endif
	return uk_memalign(allocator, align, size);
}

static void memory_give(struct uk_alloc *allocator, void *memory)
{
#ifdef CONFIG_WANTS_STACKS
	if (uk_plat_stack_give(memory))
		return;
#endif
	uk_free(allocator, memory);
}

static int guard_set(void *memory)
{
	int error = 0;

	if (GUARD_SIZE != 0)
		error = uk_arch_page_protect((uintptr_t)memory, GUARD_SIZE,
					     UK_PAGE_NONE);
	return error;
}

/* Cannot run out of memory: the tables are there since guard_set(). */
static void guard_clear(void *memory)
{
	int error = 0;

	if (GUARD_SIZE != 0)
		error = uk_arch_page_protect((uintptr_t)memory, GUARD_SIZE,
					     UK_PAGE_READ | UK_PAGE_WRITE);
	UK_ASSERT(error == 0);
}

struct uk_thread *uk_thread_memory_get(struct uk_alloc *allocator,
				       size_t stack_size,
				       void (*start)(void *thread))
{
	size_t tls_size = uk_arch_tls_size();
	size_t align = UK_MAX(uk_arch_tls_align(), (size_t)STACK_ALIGN);
	size_t tls_offset, offset;
	struct uk_thread *thread;
	char *memory;

	if (!allocator || stack_size > SIZE_MAX / 2)
		return NULL;
	tls_offset = UK_ALIGN_UP(GUARD_SIZE + stack_size, align);
	offset = UK_ALIGN_UP(tls_offset + tls_size, STACK_ALIGN);
	memory = memory_take(allocator, UK_MAX(align, GUARD_SIZE),
			     offset + sizeof(*thread));
	if (!memory)
		return NULL;
	if (guard_set(memory)) {
		memory_give(allocator, memory);
		return NULL;
	}
	thread = (struct uk_thread *)(memory + offset);
	memset(thread, 0, sizeof(*thread));
	thread->allocator = allocator;
	thread->memory = memory;
	thread->stack = (uintptr_t)memory + GUARD_SIZE;
	thread->stack_size = tls_offset - GUARD_SIZE;
	uk_arch_context_init(&thread->context, memory + tls_offset,
			     tls_size ? uk_arch_tls_init(memory + tls_offset)
				      : 0,
			     start, thread);
	return thread;
}

void uk_thread_memory_put(struct uk_thread *thread)
{
	void *memory = thread->memory;

#ifdef CONFIG_LIBUKSCHED_TLS_GIVEN
	if (thread->gone)
		thread->gone(thread);
#endif
	if (!memory)
		return;
	guard_clear(memory);
	memory_give(thread->allocator, memory);
}
