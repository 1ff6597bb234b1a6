/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A program that gives up ends in a crash report with a backtrace, not in a
 * silent status.
 */
#include <assert.h>
#include <signal.h>
#include <stdlib.h>
#include <uk/assert.h>

void abort(void)
{
#ifdef CONFIG_LIBMUSL_SIGNALS
	raise(SIGABRT);
	/* the program's handler returned: abort() ends it all the same */
#endif
	uk_panic("abort() was called");
}

void __assert_fail(const char *condition, const char *file, int line,
		   const char *function)
{
	uk_panic("Assertion '%s' failed in %s (%s:%d)", condition,
		 function ? function : "?", file, line);
}
