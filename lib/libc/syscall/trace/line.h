/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A line of the trace while it is put together, and what goes into it.
 */
#ifndef SYSCALL_TRACE_LINE_H
#define SYSCALL_TRACE_LINE_H

#include <uk/essentials.h>

#include "../watch.h"

#define LINE_MOST 400

/* What does not fit is left out; the end is kept for "..." and the result. */
struct line {
	char text[LINE_MOST];
	size_t length;
};

void line_add(struct line *line, const char *format, ...) __uk_printf(2, 3);

/* In quotes, cut, and with escapes where it cannot be printed; `length` bytes. */
void line_bytes(struct line *line, const char *bytes, size_t length);

/* Names of values, or of bits; ends with one that has no name. */
struct name {
	uint64_t value;
	const char *name;
};

void line_flags(struct line *line, uint64_t flags, const struct name *names);
void line_name(struct line *line, uint64_t value, const struct name *names);

/* Arguments of which flags.c knows the names, by their letter of a signature. False: it
 * does not know the letter.
 */
bool line_named(struct line *line, char kind, long value);

/* Structures; a NULL address has been seen to. */
void line_time(struct line *line, long at);
void line_address(struct line *line, long at, uint32_t length);
void line_pieces(struct line *line, long at, long count, size_t bytes);
void line_stat(struct line *line, long at);
void line_polls(struct line *line, long at, long count);
void line_events(struct line *line, long at, long count);

/* "ENOENT", or NULL */
const char *error_name(long error);

/* How a call's arguments are written: a letter for each (trace.c), then, after '=',
 * one for the result. NULL: nobody has said.
 */
const char *trace_signature(long number);

#endif /* SYSCALL_TRACE_LINE_H */
