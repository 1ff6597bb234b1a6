/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What stands before and after a cancellation point in a program that cancels no thread;
 * with pthread_cancel.c, that file's.
 */
#include "pthread_impl.h"

static long go_on(long number)
{
	return 0;
}

static long interrupted(long number)
{
	return -EINTR;
}

weak_alias(go_on, __uk_cancel_before);
weak_alias(interrupted, __uk_cancel_after);
