/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Handlers in the middle of the program's own code, at the end of a thread's slice.
 */
#include <uk/slice.h>

#include "internal.h"

/* Threads of the kernel's take none. */
static bool wants(void)
{
	return signal_own.link.next && signal_is_deliverable();
}

static void act(void)
{
	if (wants())
		signal_deliver();
}

UK_SLICE_HOOK(signal, wants, act);
