/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An image without threads: the one flow of control, and locks that nobody else holds.
 */
#include <uk/clone.h>
#include <uk/print.h>
#include <uk/ready.h>

#include "../call.h"
#include "number.h"

#define CLONE_THREAD 0x10000ul /* linux/sched.h */

long uk_thread_clone(int (*entry)(void *argument) __uk_unused,
		     void *stack __uk_unused, unsigned long flags,
		     void *argument __uk_unused, int *parent_tid __uk_unused,
		     void *tls __uk_unused, int *child_tid __uk_unused,
		     size_t stack_size __uk_unused)
{
	static bool told;

	if (!(flags & CLONE_THREAD))
		return uk_sys_clone((long)flags, 0, 0, 0, 0);
	if (!told)
		uk_pr_warn("no threads in this image: CONFIG_LIBC_THREADS brings them\n");
	told = true;
	return -ENOSYS;
}

long uk_sys_gettid(void)
{
	return PROCESS;
}

long uk_sys_set_tid_address(long clear __uk_unused)
{
	return PROCESS;
}

long uk_sys_exit(long status)
{
	return uk_sys_exit_group(status);
}

/* What others would do meanwhile, the pollers do. */
long uk_sys_sched_yield(void)
{
	uk_ready_poll();
	return 0;
}
