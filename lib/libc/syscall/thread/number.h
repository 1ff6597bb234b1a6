/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The thread that a call names by its number.
 */
#ifndef SYSCALL_NUMBER_H
#define SYSCALL_NUMBER_H

#include <uk/essentials.h>
#ifdef CONFIG_LIBSYSCALL_THREADS
#include <uk/process.h>
#endif

#define PROCESS 1 /* the one there is, and its first thread */

struct uk_thread;

/* False: none has it. In an image without threads the one there is is NULL. */
static inline bool call_thread(int number, struct uk_thread **thread)
{
#ifdef CONFIG_LIBSYSCALL_THREADS
	*thread = uk_process_thread(number);
	return *thread != NULL;
#else
	*thread = NULL;
	return number == PROCESS;
#endif
}

/* The same for calls that take 0 for the caller. */
static inline bool call_is_thread(int number)
{
	struct uk_thread *thread;

	return number == 0 || call_thread(number, &thread);
}

#endif /* SYSCALL_NUMBER_H */
