/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * C's printf() by SQLite's formatter (see print.h).
 */
#include "print.h"

#include <errno.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <string.h>

static int print(FILE *to, const char *format, va_list arguments)
{
	char *text = sqlite3_vmprintf(format, arguments);
	size_t length = text ? strlen(text) : 0;
	int result;

	if (!text) {
		errno = ENOMEM;
		return -1;
	}
	result = fwrite(text, 1, length, to) == length ? (int)length : -1;
	sqlite3_free(text);
	return result;
}

int print_stdout(const char *format, ...)
{
	va_list arguments;
	int result;

	va_start(arguments, format);
	result = print(stdout, format, arguments);
	va_end(arguments);
	return result;
}

int print_stream(FILE *to, const char *format, ...)
{
	va_list arguments;
	int result;

	va_start(arguments, format);
	result = print(to, format, arguments);
	va_end(arguments);
	return result;
}

int print_string(char *to, size_t size, const char *format, ...)
{
	va_list arguments;

	if (!size || size > INT_MAX)
		return -1;
	va_start(arguments, format);
	sqlite3_vsnprintf((int)size, to, format, arguments);
	va_end(arguments);
	return (int)strlen(to);
}
