/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * prctl(2): names; and settings that hold for a unikernel anyway.
 */
#include <uk/process.h>

/* linux/prctl.h */
enum {
	PR_SET_PDEATHSIG = 1,
	PR_GET_DUMPABLE = 3,
	PR_SET_DUMPABLE = 4,
	PR_GET_KEEPCAPS = 7,
	PR_SET_KEEPCAPS = 8,
	PR_SET_NAME = 15,
	PR_GET_NAME = 16,
	PR_SET_NO_NEW_PRIVS = 38,
	PR_GET_NO_NEW_PRIVS = 39,
	PR_SET_THP_DISABLE = 41,
	PR_GET_THP_DISABLE = 42,
};

/* 0 for the values that are true here, or say nothing here. */
static int set(int option, unsigned long value)
{
	switch (option) {
	case PR_SET_DUMPABLE: /* there are no core files */
	case PR_SET_KEEPCAPS:
	case PR_SET_THP_DISABLE:
		return value <= 1 ? 0 : -EINVAL;
	case PR_SET_NO_NEW_PRIVS:
		return value == 1 ? 0 : -EINVAL;
	case PR_SET_PDEATHSIG: /* nobody is its parent */
		return value <= 64 ? 0 : -EINVAL;
	default:
		return -EINVAL;
	}
}

int uk_process_control(int option, unsigned long value)
{
	switch (option) {
	case PR_SET_NAME:
	case PR_GET_NAME:
		if (!value)
			return -EFAULT;
		if (option == PR_SET_NAME)
			uk_process_set_name((const char *)value);
		else
			uk_process_get_name((char *)value);
		return 0;
	case PR_GET_DUMPABLE:
	case PR_GET_KEEPCAPS:
	case PR_GET_THP_DISABLE:
		return 0;
	case PR_GET_NO_NEW_PRIVS:
		return 1;
	default:
		return set(option, value);
	}
}
