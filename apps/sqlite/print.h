/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * C's printf() by SQLite's own formatter, which is in the image anyhow and knows fractions; so
 * the C library's need not be. Included before a source that shall have it so.
 */
#ifndef SQLITE_PRINT_H
#define SQLITE_PRINT_H

#include <stdio.h>

int print_stdout(const char *format, ...) __attribute__((format(printf, 1, 2)));
int print_stream(FILE *to, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Returns the length of what it wrote, not of what it would have written. */
int print_string(char *to, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#define printf print_stdout
#define fprintf print_stream
#define snprintf print_string

#endif /* SQLITE_PRINT_H */
