/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The formatter's output goes to the console piece by piece.
 */
#include <uk/format.h>
#include <uk/output.h>
#include <uk/print.h>

static void emit(void *context, const char *text, size_t length)
{
	(void)context;
	uk_console_write(text, length);
}

void uk_vprintf(const char *format, va_list arguments)
{
	uk_format(emit, NULL, format, arguments);
}

void uk_printf(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	uk_vprintf(format, arguments);
	va_end(arguments);
}
