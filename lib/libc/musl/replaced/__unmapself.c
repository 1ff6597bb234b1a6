/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end of a detached thread, whose stack is nobody's from here on, while it still stands
 * on it. The next one to end so, or to be made, gives it back: threads that have ended
 * leave one stack behind, not one each.
 */
#include "pthread_impl.h"

static void *left_base;
static size_t left_size;

void __unmapself(void *base, size_t size)
{
	/* Nothing switches threads between here and the thread's end. */
	if (left_base)
		__munmap(left_base, left_size);
	left_base = base;
	left_size = size;
	for (;;)
		__syscall(SYS_exit, 0);
}
