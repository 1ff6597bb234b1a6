/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The calling thread: its number, and giving way.
 */
#include <uk/interrupt.h>
#include <uk/process.h>
#include <uk/thread.h>

#include "../call.h"
#include "own.h"

long uk_sys_gettid(void)
{
	return uk_process_thread_number(uk_thread_current());
}

long uk_sys_set_tid_address(long clear)
{
	own_thread.clear = TO(int, clear);
	return uk_sys_gettid();
}

/* Who only yields takes signals here. */
long uk_sys_sched_yield(void)
{
	uk_thread_yield();
	if (UK_UNLIKELY(uk_interrupt_pending()))
		uk_interrupt_handle(-EINTR);
	return 0;
}
