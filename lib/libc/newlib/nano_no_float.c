/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The small printf without floating point (LIBNEWLIB_PRINTF_FLOAT off): says so in
 * the place of the number, where newlib would print nothing at all.
 */
#include <stdarg.h>
#include <stdio.h>
#include <uk/essentials.h>

struct _reent;
struct _prt_data_t {
	int flags; /* the others are not needed */
};

#define LONG_DOUBLE 0x100 /* LONGDBL in newlib's nano-vfprintf_local.h */

typedef int (*put_function)(struct _reent *nothing, FILE *file,
			    const char *text, size_t length);

int _printf_float(struct _reent *nothing, struct _prt_data_t *data, FILE *file,
		  put_function put, va_list *arguments);

int _printf_float(struct _reent *nothing, struct _prt_data_t *data, FILE *file,
		  put_function put, va_list *arguments)
{
	static const char note[] = "<LIBNEWLIB_PRINTF_FLOAT is off>";
	const int length = sizeof(note) - 1;

	if (data->flags & LONG_DOUBLE)
		(void)va_arg(*arguments, long double);
	else
		(void)va_arg(*arguments, double);
	return put(nothing, file, note, (size_t)length) == EOF ? -1 : length;
}
