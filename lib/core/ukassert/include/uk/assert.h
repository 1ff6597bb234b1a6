/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Assertions and panics. Any context.
 */
#ifndef UK_ASSERT_H
#define UK_ASSERT_H

#include <uk/essentials.h>

/* Prints the message, the backtrace, and ends the image with UK_EXIT_CRASH. */
void __uk_noreturn __uk_noinline uk_panic(const char *format, ...)
	__uk_printf(1, 2);

#define UK_PANIC(format, ...) \
	uk_panic(format " (%s:%d)", ##__VA_ARGS__, __FILE_NAME__, __LINE__)

/* Names of files as the crash report's reader wants them: without folders. */
void __uk_noreturn __uk_noinline uk_assert_failed(const char *condition,
					      const char *file, int line);

#ifdef CONFIG_LIBUKASSERT_CHECKS
#define UK_ASSERT(condition)                                                   \
	do {                                                                   \
		if (UK_UNLIKELY(!(condition)))                                 \
			uk_assert_failed(#condition, __FILE_NAME__, __LINE__); \
	} while (0)
#else
#define UK_ASSERT(condition) ((void)sizeof(!(condition)))
#endif

#endif /* UK_ASSERT_H */
