/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls that name the process, and set errno.
 */
#ifndef PTHREAD_PROCESS_H
#define PTHREAD_PROCESS_H

#include <errno.h>
#include <unistd.h>

static inline int fail(int error)
{
	errno = error;
	return -1;
}

/* 0 is the caller's. */
static inline int is_process(pid_t process)
{
	return process == 0 || process == getpid();
}

#endif /* PTHREAD_PROCESS_H */
