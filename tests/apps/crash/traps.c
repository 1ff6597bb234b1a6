/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Faults that the processor notices.
 */
#include <uk/boot.h>

#include "faults.h"

static const char constant[] = "read-only";
static char variable[16] = "\xc3"; /* ret: harmless, were it executed */

FAULT(null_read)
{
	(void)*HIDDEN((volatile char *)8);
	went_unnoticed();
}

/* Without a frame of its own: the report may lack its caller, not itself. */
FAULT(leaf_read)
{
	(void)*HIDDEN((volatile char *)8);
}

FAULT(null_call)
{
	HIDDEN((void (*)(void))0)();
	went_unnoticed();
}

FAULT(write_text)
{
	*HIDDEN((volatile char *)(uintptr_t)main) = 0;
	went_unnoticed();
}

FAULT(write_rodata)
{
	*HIDDEN((volatile char *)(uintptr_t)constant) = 0;
	went_unnoticed();
}

FAULT(execute_data)
{
	HIDDEN((void (*)(void))(uintptr_t)variable)();
	went_unnoticed();
}

/* Canonical, and far beyond any machine's memory */
FAULT(unmapped_read)
{
	(void)*HIDDEN((volatile char *)0x400000000000);
	went_unnoticed();
}

/* Not canonical: no page fault, but a general protection fault */
FAULT(general_protection)
{
	(void)*HIDDEN((volatile char *)0x800000000000);
	went_unnoticed();
}

FAULT(divide_by_zero)
{
	unsigned int low = 1, high = 0;

	__asm__ volatile("divl %2" : "+a"(low), "+d"(high) : "r"(0));
	went_unnoticed();
}

FAULT(undefined_instruction)
{
	__asm__ volatile("ud2");
	went_unnoticed();
}

FAULT(breakpoint)
{
	__asm__ volatile("int3");
	went_unnoticed();
}

static int __uk_noinline recurse(int depth)
{
	volatile char frame[256];

	if (!HIDDEN(1))
		return depth;
	frame[0] = (char)depth;
	return recurse(depth + 1) + frame[0];
}

FAULT(stack_overflow)
{
	recurse(0);
	went_unnoticed();
}

#ifdef CONFIG_LIBUKSCHED
#include <uk/thread.h>

static void *overflow(void *argument)
{
	recurse(0);
	return argument;
}

FAULT(thread_stack_overflow)
{
	struct uk_thread_attributes attributes = { .name = "worker" };
	struct uk_thread *thread;

	if (!uk_thread_create(&thread, &attributes, overflow, NULL))
		uk_thread_join(thread, NULL);
}
#endif
