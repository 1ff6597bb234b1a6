/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What needs a second process or program is refused, and says why.
 */
#include <uk/process.h>

#include "../call.h"

long uk_sys_fork(void)
{
	return uk_process_refuse("fork");
}

long uk_sys_vfork(void)
{
	return uk_process_refuse("vfork");
}

/* Threads are made by uk_thread_clone(), which knows where they are to begin. */
long uk_sys_clone(long flags __uk_unused, long stack __uk_unused,
		  long parent_tid __uk_unused, long child_tid __uk_unused,
		  long tls __uk_unused)
{
	return uk_process_refuse("clone");
}

long uk_sys_clone3(long arguments __uk_unused, long size __uk_unused)
{
	return uk_process_refuse("clone3");
}

long uk_sys_execve(long path __uk_unused, long arguments __uk_unused,
		   long environment __uk_unused)
{
	return uk_process_refuse("execve");
}

long uk_sys_execveat(long folder __uk_unused, long path __uk_unused,
		     long arguments __uk_unused, long environment __uk_unused,
		     long flags __uk_unused)
{
	return uk_process_refuse("execveat");
}
