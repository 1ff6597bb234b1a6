/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a crash report says about threads: which one it was, and whether its
 * stack was too small.
 */
#include <uk/arch/paging.h>
#include <uk/crash_hook.h>
#include <uk/print.h>

#include "internal.h"

static const char *running_name(void)
{
	return uk_thread_running->name ?: "without a name";
}

/* Only the running thread can have hit its guard page. */
static bool describe(uintptr_t address)
{
	const struct uk_thread *self = uk_thread_running;

	if (!self->stack || address >= self->stack ||
	    address < self->stack - UK_PAGE_SIZE)
		return false;
	uk_printf("stack overflow of thread \"%s\" (%zu bytes)",
		  running_name(), self->stack_size);
	return true;
}

UK_CRASH_HOOK(uksched) = {
	.describe = describe,
	.thread_name = running_name,
};
