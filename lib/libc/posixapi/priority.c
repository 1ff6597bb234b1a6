/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The nice value of the one process, which changes nothing.
 */
#include <sys/resource.h>
#include <uk/essentials.h>

#include "result.h"

#define SELF 1

static int nice_value;

/* 0 is the process, its group or its user itself. */
static int is_self(int which, id_t who)
{
	switch (which) {
	case PRIO_PROCESS:
	case PRIO_PGRP:
		return who == 0 || who == SELF;
	case PRIO_USER: /* root */
		return who == 0;
	default:
		return -1;
	}
}

static int check(int which, id_t who)
{
	int self = is_self(which, who);

	if (self < 0)
		return (int)result(-EINVAL);
	return self ? 0 : (int)result(-ESRCH);
}

int getpriority(int which, id_t who)
{
	return check(which, who) ? -1 : nice_value;
}

/* Values out of range are moved into it (POSIX). */
int setpriority(int which, id_t who, int nice)
{
	if (check(which, who))
		return -1;
	nice_value = UK_MAX(-20, UK_MIN(nice, 19));
	return 0;
}
