/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ending a thread that computes, at the end of its slice, if it may be cancelled anywhere.
 */
#include <pthread.h>
#include <uk/interrupt.h>
#include <uk/slice.h>

#include "musl.h"

/* Not there in a program that cancels nothing. */
int uk_musl_cancel_is_due(void) __uk_weak;
int uk_musl_cancel_is_asynchronous(void) __uk_weak;

static bool wants(void)
{
	return uk_musl_cancel_is_due && uk_musl_cancel_is_due() &&
	       uk_musl_cancel_is_asynchronous();
}

static void act(void)
{
	if (wants())
		pthread_exit(PTHREAD_CANCELED);
	/* Of the other kind: the next wait is where it ends. */
	if (uk_musl_cancel_is_due && uk_musl_cancel_is_due())
		uk_interrupt(uk_thread_current());
}

UK_SLICE_HOOK(musl, wants, act);
