/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who runs: process 1, without a parent or children, which leads its group and its session.
 */
#include "../call.h"
#include "../thread/number.h"

long uk_sys_getpid(void)
{
	return PROCESS;
}

long uk_sys_getppid(void)
{
	return 0;
}

static long only_self(int process)
{
	return process == 0 || process == PROCESS ? PROCESS : -ESRCH;
}

long uk_sys_getpgid(long process)
{
	return only_self((int)process);
}

long uk_sys_getpgrp(void)
{
	return PROCESS;
}

long uk_sys_getsid(long process)
{
	return only_self((int)process);
}

long uk_sys_setpgid(long process, long group)
{
	if ((int)group < 0)
		return -EINVAL;
	return only_self((int)process) < 0 || only_self((int)group) < 0 ?
		       -ESRCH :
		       0;
}

long uk_sys_setsid(void)
{
	return -EPERM;
}

/* ---- waiting for children, of which there are none ---- */

/* linux/wait.h */
#define WNOHANG 1u
#define WUNTRACED 2u
#define WEXITED 4u
#define WCONTINUED 8u
#define WNOWAIT 0x01000000u
#define OF_LINUX 0xe0000000u /* __WNOTHREAD, __WALL, __WCLONE */

long uk_sys_wait4(long process __uk_unused, long status __uk_unused,
		  long options, long usage __uk_unused)
{
	return (uint32_t)options &
			       ~(WNOHANG | WUNTRACED | WCONTINUED | OF_LINUX) ?
		       -EINVAL :
		       -ECHILD;
}

long uk_sys_waitid(long kind, long id __uk_unused, long info __uk_unused,
		   long options, long usage __uk_unused)
{
	const uint32_t wanted = WEXITED | WUNTRACED | WCONTINUED;
	uint32_t which = (uint32_t)options;

	if ((uint32_t)kind > 2 || !(which & wanted) ||
	    which & ~(wanted | WNOHANG | WNOWAIT | OF_LINUX))
		return -EINVAL;
	return -ECHILD;
}
