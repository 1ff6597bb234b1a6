/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What lies between musl's own files (replaced/, in the archive, which see no header of the
 * kernel's) and those beside this one (which see none of musl's private ones).
 */
#ifndef MUSL_H
#define MUSL_H

#include <stddef.h>
#include <stdint.h>

/* What musl has to know of the image, before it begins. */
struct musl_image {
	/* Thread-local variables: their first values, and how they lie below the
	 * thread pointer
	 */
	const void *tls;
	size_t tls_file_size, tls_size, tls_align;
	uintptr_t thread_pointer; /* main's; zeros are above it */
	void *stack_top; /* main's */
	size_t stack_size;
	size_t thread_stack_size; /* of threads that do not say */
};

/* Room above the thread pointer for musl's struct pthread: CONFIG_ARCH_TLS_ROOM */
#define MUSL_THREAD_ROOM 256

/* replaced/begin.c: makes the running flow musl's main thread. Behind the NULL that
 * ends the environment is the auxiliary vector.
 */
void uk_musl_begin(const struct musl_image *image, char **environment);

/* start.c, called by musl */
void __libc_exit_fini(void);

/* cancel.c: has the wait of a thread, or its next one, end with -EINTR. */
void uk_musl_interrupt(int tid);
/* replaced/pthread_cancel.c, where the program has it: whether the running thread is to end,
 * and whether it may be ended anywhere
 */
int uk_musl_cancel_is_due(void);
int uk_musl_cancel_is_asynchronous(void);

#endif /* MUSL_H */
