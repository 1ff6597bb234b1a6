/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pipe(2).
 */
#include <uk/pipe.h>

#include "../call.h"

long uk_sys_pipe2(long fds, long flags)
{
	return uk_pipe(TO(int, fds), (uint32_t)flags);
}

long uk_sys_pipe(long fds)
{
	return uk_sys_pipe2(fds, 0);
}
