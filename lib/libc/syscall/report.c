/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Says of a call that it is not there, what would bring it, and who made it.
 */
#include <uk/errno.h>
#include <uk/print.h>

#include "missing.h"
#include "number.h"
#include "watch.h"

/* Of numbers that are no call, so many are told. */
#define UNKNOWN_MOST 16u

static bool is_news_unknown(long number)
{
	static long told[UNKNOWN_MOST];
	static unsigned int count;

	for (unsigned int i = 0; i < count; i++)
		if (told[i] == number)
			return false;
	if (count == UNKNOWN_MOST)
		return false;
	told[count++] = number;
	return true;
}

static bool is_news(unsigned int index)
{
	static bool told[SYSCALL_INDICES];
	bool before = told[index];

	told[index] = true;
	return !before;
}

/* In one line, whose address the launcher completes (support/run/symbolize.py) */
long syscall_missing(long number, const char *what, const void *caller)
{
	if (!what) {
		if (is_news_unknown(number))
			uk_pr_warn("no system call %ld: it is unknown, ENOSYS; called at %p\n",
				   number, caller);
		return -ENOSYS;
	}
#ifdef CONFIG_LIBSYSCALL_WATCHED
	caller = syscall_watched_for;
#endif
	if (is_news(syscall_index(number)))
		uk_pr_warn("no system call %ld %s: ENOSYS; called at %p\n",
			   number, what, caller);
	return -ENOSYS;
}
