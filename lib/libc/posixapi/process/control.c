/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * prctl().
 */
#define _GNU_SOURCE
#include <stdarg.h>
#include <sys/prctl.h>
#include <uk/process.h>

#include "../result.h"

int prctl(int option, ...)
{
	unsigned long value;
	va_list arguments;

	va_start(arguments, option);
	value = va_arg(arguments, unsigned long);
	va_end(arguments);
	return (int)result(uk_process_control(option, value));
}
