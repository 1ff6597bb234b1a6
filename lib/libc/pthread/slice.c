/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ending a thread that computes, at the end of its slice, if it may be cancelled anywhere.
 */
#include <uk/slice.h>

#include "internal.h"

static bool wants(void)
{
	return uk_cancel_state & UK_CANCEL_ASYNCHRONOUS && uk_cancel_is_due();
}

static void act(void)
{
	if (wants())
		pthread_exit(PTHREAD_CANCELED);
	/* Of the other kind: the next wait is where it ends. */
	if (uk_cancel_is_due())
		uk_interrupt(self()->thread);
}

UK_SLICE_HOOK(pthread, wants, act);
