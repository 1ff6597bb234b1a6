/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A thread of the kernel's, on the stack and with the thread-local storage that musl has made
 * for it. Processes there are none: what is no thread is -ENOSYS.
 */
#define _GNU_SOURCE
#include <stdarg.h>
#include "pthread_impl.h"

long uk_thread_clone(int (*entry)(void *), void *stack, unsigned long flags,
		     void *argument, int *parent_tid, void *tls, int *child_tid,
		     size_t stack_size);

/* Of what musl calls the thread's stack, the upper end is in use already. */
static size_t size_of(pthread_t thread, char *stack)
{
	return stack - ((char *)thread->stack - thread->stack_size);
}

int __clone(int (*entry)(void *), void *stack, int flags, void *argument, ...)
{
	va_list more;
	int *parent_tid, *child_tid;
	void *tls;

	if (!(flags & CLONE_THREAD))
		return -ENOSYS;
	va_start(more, argument);
	parent_tid = va_arg(more, int *);
	tls = va_arg(more, void *);
	child_tid = va_arg(more, int *);
	va_end(more);
	return uk_thread_clone(entry, stack, flags, argument, parent_tid, tls,
			       child_tid, size_of(tls, stack));
}
