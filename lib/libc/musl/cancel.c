/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cancellation, the kernel's side: the wait of a thread ends with -EINTR, and is not begun
 * again if the thread is to end.
 */
#include <uk/interrupt.h>
#include <uk/process.h>

#include "musl.h"

/* Not there in a program that cancels nothing. Threads of the kernel's libraries have
 * zeros where musl's have their state.
 */
int uk_musl_cancel_is_due(void) __uk_weak;

static bool act(int error)
{
	return error == -EINTR && uk_musl_cancel_is_due &&
	       uk_musl_cancel_is_due();
}

UK_INTERRUPT_HOOK(musl, act);

void uk_musl_interrupt(int tid)
{
	struct uk_thread *thread = uk_process_thread(tid);

	if (thread)
		uk_interrupt(thread);
}
