/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How much there may be of what.
 */
#define _GNU_SOURCE
#include <limits.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>
#include <uk/arch/paging.h>
#include <uk/fd.h>
#include <uk/plat/memory.h>

#include "result.h"
#include "threads.h"

int getpagesize(void)
{
	return (int)UK_PAGE_SIZE;
}

int getdtablesize(void)
{
	return (int)uk_fd_limit;
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
	case _SC_TIMERS:
		return _POSIX_TIMERS;
	case _SC_CLOCK_SELECTION:
		return _POSIX_CLOCK_SELECTION;
	case _SC_VERSION:
		return 200809; /* of which some parts are missing */
	case _SC_NGROUPS_MAX: /* there is one group */
		return 0;
	case _SC_CHILD_MAX:
		return 0;
	case _SC_HOST_NAME_MAX:
		return sizeof(((struct utsname *)0)->nodename) - 1;
#ifdef CONFIG_LIBPOSIXAPI_SIGNALS
	case _SC_REALTIME_SIGNALS:
		return _POSIX_REALTIME_SIGNALS;
	case _SC_RTSIG_MAX:
		return SIGRTMAX - SIGRTMIN + 1;
	case _SC_SIGQUEUE_MAX:
		return CONFIG_LIBPOSIXSIGNAL_QUEUE;
#endif
#ifdef CONFIG_LIBPOSIXAPI_CPU_TIME
	case _SC_CPUTIME:
	case _SC_THREAD_CPUTIME:
		return _POSIX_TIMERS; /* the same edition */
#else
	case _SC_CPUTIME:
#endif
	/* Not there, or without a limit; that is no error. */
	case _SC_JOB_CONTROL:
	case _SC_ASYNCHRONOUS_IO:
	case _SC_MESSAGE_PASSING:
	case _SC_SHELL:
	case _SC_TIMER_MAX:
	case _SC_STREAM_MAX:
	case _SC_ARG_MAX:
		return -1;
	default:
		return limit_of_threads(name);
	}
}
