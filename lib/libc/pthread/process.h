/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls that name the process, and set errno.
 */
#ifndef PTHREAD_PROCESS_H
#define PTHREAD_PROCESS_H

#include <errno.h>
#include <unistd.h>
#ifdef CONFIG_LIBPTHREAD_NUMBERS
#include <uk/process.h>
#endif

static inline int fail(int error)
{
	errno = error;
	return -1;
}

/* Whether there is such a process, or a thread with that number (gettid()); 0 is the
 * caller.
 */
#ifdef CONFIG_LIBPTHREAD_NUMBERS
static inline int is_process(pid_t process)
{
	return process == 0 || uk_process_thread(process) != NULL;
}
#else
static inline int is_process(pid_t process)
{
	return process == 0 || process == getpid();
}
#endif

#endif /* PTHREAD_PROCESS_H */
