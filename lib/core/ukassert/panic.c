/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Panics and failed assertions: crashes that the code itself noticed.
 */
#include <stdarg.h>
#include <uk/assert.h>
#include <uk/print.h>

#include "report.h"

void uk_panic(const char *format, ...)
{
	va_list arguments;

	crash_begin();
	va_start(arguments, format);
	uk_vprintf(format, arguments);
	va_end(arguments);
	uk_printf("\n");
	/* within the call: behind it, another function may begin */
	crash_end((uintptr_t)__builtin_return_address(0) - 1, 0,
		  *(uintptr_t *)__builtin_frame_address(0));
}

void uk_assert_failed(const char *condition, const char *file, int line)
{
	crash_begin();
	uk_printf("assertion '%s' failed (%s:%d)\n", condition, file, line);
	/* within the call: behind it, another function may begin */
	crash_end((uintptr_t)__builtin_return_address(0) - 1, 0,
		  *(uintptr_t *)__builtin_frame_address(0));
}
