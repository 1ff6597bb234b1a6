/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Printing to the console. Any context; a message is not interleaved with
 * itself but may be with an interrupt handler's.
 */
#ifndef UK_PRINT_H
#define UK_PRINT_H

#include <stdarg.h>
#include <uk/essentials.h>

/* Conversions as in <uk/format.h>. */
void uk_printf(const char *format, ...) __uk_printf(1, 2);
void uk_vprintf(const char *format, va_list arguments) __uk_printf(1, 0);

/* A line, which needs its own newline, with the name of the component that prints it. */
#define uk_pr(level, format, ...)                                              \
	do {                                                                   \
		if ((level) <= CONFIG_LIBUKPRINT_LEVEL)                        \
			uk_printf("%s: " format, UK_COMPONENT, ##__VA_ARGS__); \
	} while (0)

#define uk_pr_err(format, ...) uk_pr(0, "error: " format, ##__VA_ARGS__)
#define uk_pr_warn(format, ...) uk_pr(1, "warning: " format, ##__VA_ARGS__)
#define uk_pr_info(format, ...) uk_pr(2, format, ##__VA_ARGS__)
#define uk_pr_debug(format, ...) uk_pr(3, format, ##__VA_ARGS__)

#endif /* UK_PRINT_H */
