/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Making pipes.
 */
#define _GNU_SOURCE
#include <unistd.h>
#include <uk/pipe.h>

#include "result.h"

int pipe(int fds[2])
{
	return (int)result(uk_pipe(fds, 0));
}

int pipe2(int fds[2], int flags)
{
	return (int)result(uk_pipe(fds, (uint32_t)flags));
}
