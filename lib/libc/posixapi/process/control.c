/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * prctl(): names; and settings that hold for a unikernel anyway.
 */
#define _GNU_SOURCE
#include <stdarg.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>
#include <uk/process.h>

#include "../result.h"

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

int prctl(int option, ...)
{
	unsigned long value;
	va_list arguments;

	va_start(arguments, option);
	value = va_arg(arguments, unsigned long);
	va_end(arguments);
	switch (option) {
	case PR_SET_NAME:
		uk_process_set_name((const char *)value);
		return 0;
	case PR_GET_NAME:
		uk_process_get_name((char *)value);
		return 0;
	case PR_GET_DUMPABLE:
	case PR_GET_KEEPCAPS:
	case PR_GET_THP_DISABLE:
		return 0;
	case PR_GET_NO_NEW_PRIVS:
		return 1;
	default:
		return (int)result(set(option, value));
	}
}
