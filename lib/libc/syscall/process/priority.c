/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The nice value of the process, which changes nothing.
 */
#include "../call.h"
#include "../thread/number.h"

/* linux/resource.h */
enum {
	PRIO_PROCESS,
	PRIO_PGRP,
	PRIO_USER,
};

static int nice_value;

static long check(int which, int who)
{
	if (which < PRIO_PROCESS || which > PRIO_USER)
		return -EINVAL;
	if (who == 0)
		return 0;
	if (which == PRIO_PROCESS)
		return call_is_thread(who) ? 0 : -ESRCH;
	return which == PRIO_PGRP && who == PROCESS ? 0 : -ESRCH;
}

/* Linux's call gives 40 to 1, so that no value looks like an error. */
long uk_sys_getpriority(long which, long who)
{
	return check((int)which, (int)who) ?: 20 - nice_value;
}

/* Values out of range are moved into it. */
long uk_sys_setpriority(long which, long who, long nice)
{
	long error = check((int)which, (int)who);

	if (!error)
		nice_value = UK_MAX(-20, UK_MIN((int)nice, 19));
	return error;
}
