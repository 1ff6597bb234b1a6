/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * printf-style formatting without a C library and without floating point.
 */
#ifndef UK_FORMAT_H
#define UK_FORMAT_H

#include <stdarg.h>
#include <uk/essentials.h>

/* Takes the next `length` characters of the output. */
typedef void (*uk_format_emit)(void *context, const char *text, size_t length);

/*
 * Formats as C17 7.21.6.1 says, for the conversions d i u x X o c s p %; any
 * other is written out as it stands. Uses about 200 bytes of stack.
 * Any context that `emit` allows.
 */
void uk_format(uk_format_emit emit, void *context, const char *format,
	       va_list arguments);

/* As the C functions: at most `size` bytes with the terminator; returns the
 * length that the whole text has.
 */
int uk_vsnprintf(char *buffer, size_t size, const char *format,
		 va_list arguments) __uk_printf(3, 0);
int uk_snprintf(char *buffer, size_t size, const char *format, ...)
	__uk_printf(3, 4);

#endif /* UK_FORMAT_H */
