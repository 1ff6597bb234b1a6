/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Panics and failed assertions of host programs: they abort, which sanitizers
 * and fuzzers report, unless a program that provokes them has set a way back.
 */
#include "host_crash.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <uk/assert.h>

jmp_buf *host_crash_return;

static void __uk_noreturn end(void)
{
	if (host_crash_return)
		longjmp(*host_crash_return, 1);
	abort();
}

void uk_panic(const char *format, ...)
{
	va_list arguments;

	if (!host_crash_return) {
		va_start(arguments, format);
		vfprintf(stderr, format, arguments);
		va_end(arguments);
		fputc('\n', stderr);
	}
	end();
}

void uk_assert_failed(const char *condition, const char *file, int line)
{
	if (!host_crash_return)
		fprintf(stderr, "assertion '%s' failed (%s:%d)\n", condition,
			file, line);
	end();
}
