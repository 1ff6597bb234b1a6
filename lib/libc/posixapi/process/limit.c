/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * getrlimit() and its kin.
 */
#define _GNU_SOURCE
#include <sys/resource.h>
#include <sys/types.h>
#include <uk/process.h>

#include "../result.h"

_Static_assert(sizeof(struct rlimit) == sizeof(struct uk_rlimit) &&
		       RLIM_INFINITY == UK_RLIMIT_NONE &&
		       RLIMIT_NOFILE == (int)UK_RLIMIT_NOFILE,
	       "the same structure under two names");

static const struct uk_rlimit *kernel(const struct rlimit *limit)
{
	return (const struct uk_rlimit *)limit;
}

int getrlimit(int resource, struct rlimit *limit)
{
	return (int)result(uk_process_limit(resource, NULL,
					    (struct uk_rlimit *)limit));
}

int setrlimit(int resource, const struct rlimit *limit)
{
	return (int)result(uk_process_limit(resource, kernel(limit), NULL));
}

int prlimit(pid_t process, int resource, const struct rlimit *limit,
	    struct rlimit *old)
{
	if (process != 0 && process != UK_PROCESS_SELF)
		return (int)result(-ESRCH);
	return (int)result(uk_process_limit(resource, kernel(limit),
					    (struct uk_rlimit *)old));
}
