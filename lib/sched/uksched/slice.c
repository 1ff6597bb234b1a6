/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where a thread may lose the CPU: in the program's own code, and on its own stack, of which
 * it is known how much is left.
 */
#include <uk/arch/interrupted.h>
#include <uk/image.h>
#include <uk/slice.h>

#include "internal.h"

/* What yielding, and then a handler of a signal, take besides. */
#define ROOM 2048

bool uk_slice_is_wanted(void)
{
	UK_TABLE_FOR_EACH (uk_slice_hooks, hook)
		if (hook->wants())
			return true;
	return false;
}

bool uk_slice_is_program(uintptr_t pc)
{
	return pc >= (uintptr_t)uk_image_program &&
	       pc < (uintptr_t)uk_image_program_end;
}

/* Not where the program has gone to another: a coroutine's, that of sigaltstack(). */
static bool has_room(const struct uk_thread *thread, uintptr_t sp)
{
	uintptr_t low = thread->stack, high = low + thread->stack_size;

	if (thread == &uk_thread_main) {
		low = (uintptr_t)uk_image_stack;
		high = (uintptr_t)uk_image_stack_top;
	}
	return sp < high && sp > low &&
	       sp - low > uk_arch_interrupted_room() + ROOM;
}

bool uk_slice_is_possible(void)
{
	const struct uk_thread *self = uk_thread_running;

	return uk_slice_is_program(uk_arch_interrupted_pc()) &&
	       !self->keeps_cpu && has_room(self, uk_arch_interrupted_sp());
}

/* Called by the thread, at the instruction that was to be its next. */
static void end(void)
{
	uk_thread_yield();
	if (!uk_slice_is_wanted())
		return;
#ifdef CONFIG_LIBUKSCHED_INTERRUPT
	uk_thread_interrupt_clear();
#endif
	UK_TABLE_FOR_EACH (uk_slice_hooks, hook)
		hook->act();
}

void uk_slice_end(void)
{
	uk_arch_interrupted_call(end);
}
