/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How much there may be of what.
 */
#define _GNU_SOURCE
#include <sys/resource.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#include <uk/arch/paging.h>
#include <uk/fd.h>
#include <uk/plat/memory.h>

#include "result.h"

int getdtablesize(void)
{
	return (int)uk_fd_limit;
}

/* Beside descriptors nothing is limited but by the memory that there is. */
int getrlimit(int resource, struct rlimit *limit)
{
	if (resource < RLIMIT_CPU || resource > RLIMIT_AS)
		return (int)result(-EINVAL);
	*limit = (struct rlimit){ RLIM_INFINITY, RLIM_INFINITY };
	if (resource == RLIMIT_NOFILE)
		*limit = (struct rlimit){ uk_fd_limit, UK_FD_MOST };
	return 0;
}

/* The hard limit is the image's (LIBFDTAB_LIMIT): it stays. */
int setrlimit(int resource, const struct rlimit *limit)
{
	if (resource < RLIMIT_CPU || resource > RLIMIT_AS ||
	    limit->rlim_cur > limit->rlim_max)
		return (int)result(-EINVAL);
	if (resource != RLIMIT_NOFILE)
		return limit->rlim_cur == RLIM_INFINITY ?
			       0 :
			       (int)result(-EPERM);
	if (limit->rlim_max > UK_FD_MOST)
		return (int)result(-EPERM);
	uk_fd_limit = (unsigned int)limit->rlim_cur;
	return 0;
}

long sysconf(int name)
{
	switch (name) {
	case _SC_PAGESIZE:
		return UK_PAGE_SIZE;
	case _SC_PHYS_PAGES:
		return (long)(uk_plat_memory_total() / UK_PAGE_SIZE);
	case _SC_NPROCESSORS_CONF:
	case _SC_NPROCESSORS_ONLN:
		return 1;
	case _SC_OPEN_MAX:
		return (long)uk_fd_limit;
	case _SC_IOV_MAX:
		return IOV_MAX;
	case _SC_CLK_TCK:
		return CLOCKS_PER_SEC;
	case _SC_MONOTONIC_CLOCK:
		return _POSIX_MONOTONIC_CLOCK;
	default:
		return result(-EINVAL);
	}
}
