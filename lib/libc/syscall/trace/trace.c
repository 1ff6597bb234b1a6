/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A line for each call, when it is over and its results are there; what never comes
 * back is printed before. The line goes to the console whole, beside the program's own
 * output, and by no call that would be traced.
 *
 * Letters of a signature, an argument each:
 *
 *	d  int, signed		u  unsigned		l  long, signed
 *	x  hexadecimal		o  octal		-  left out
 *	s  string		w  bytes, as many as the next argument says
 *	r  bytes, as many as the result says		2  two descriptors, a result
 *	v  pieces to write	V  pieces that were read; the next argument is their count
 *	a  a socket's address, its length is the next argument; A: as a result
 *	t  struct timespec	T  as a result		h  struct stat, a result
 *	f  pollfds, the next argument is their count	e  epoll_events, the result is
 *	E  one epoll_event
 *	and those of flags.c
 */
#include <stdarg.h>
#include <uk/format.h>
#include <uk/print.h>
#include <uk/string.h>

#include "../number.h"
#include "line.h"

void line_add(struct line *line, const char *format, ...)
{
	size_t room = sizeof(line->text) - line->length;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = uk_vsnprintf(line->text + line->length, room, format,
			      arguments);
	va_end(arguments);
	line->length += UK_MIN((size_t)length, room - 1);
}

/* What a call has not filled if it failed */
static bool is_result(char kind)
{
	return strchr("r2VAThe", kind) != NULL;
}

static bool is_structure(char kind)
{
	return strchr("swr2vVaAtThfeE", kind) != NULL;
}

static void add_structure(struct line *line, char kind,
			  const struct syscall_made *made, unsigned int i)
{
	long value = made->arguments[i];
	long next = i + 1 < made->count ? made->arguments[i + 1] : 0;
	const char *text = (const char *)value;
	const int *pair = (const int *)value;

	switch (kind) {
	case 's':
		line_bytes(line, text, strlen(text));
		break;
	case 'w':
		line_bytes(line, text, (size_t)next);
		break;
	case 'r':
		line_bytes(line, text, (size_t)made->result);
		break;
	case '2':
		line_add(line, "[%d, %d]", pair[0], pair[1]);
		break;
	case 'v':
		line_pieces(line, value, next, SIZE_MAX);
		break;
	case 'V':
		line_pieces(line, value, next, (size_t)made->result);
		break;
	case 'a':
		line_address(line, value, (uint32_t)next);
		break;
	case 'A':
		line_address(line, value, next ? *(const uint32_t *)next : 0);
		break;
	case 't':
	case 'T':
		line_time(line, value);
		break;
	case 'h':
		line_stat(line, value);
		break;
	case 'f':
		line_polls(line, value, next);
		break;
	case 'e':
		line_events(line, value, made->result);
		break;
	case 'E':
		line_events(line, value, 1);
		break;
	}
}

static void add_value(struct line *line, char kind, long value)
{
	switch (kind) {
	case 'd':
		line_add(line, "%d", (int)value);
		break;
	case 'u':
		line_add(line, "%lu", (unsigned long)value);
		break;
	case 'l':
		line_add(line, "%ld", value);
		break;
	case 'o':
		line_add(line, "%#o", (unsigned int)value);
		break;
	default:
		if (!line_named(line, kind, value))
			line_add(line, value ? "%#lx" : "%lu",
				 (unsigned long)value);
	}
}

/* `over`: the result is known, and what it left. */
static void add_arguments(struct line *line, const struct syscall_made *made,
			  const char *signature, bool over)
{
	bool has_results = over && !syscall_has_failed(made->result);
	const char *separator = "";

	for (unsigned int i = 0; i < made->count; i++) {
		char kind =
			*signature && *signature != '=' ? *signature++ : 'x';
		long value = made->arguments[i];

		if (kind == '-')
			continue;
		line_add(line, "%s", separator);
		separator = ", ";
		if (!is_structure(kind))
			add_value(line, kind, value);
		else if (!value)
			line_add(line, "NULL");
		else if (is_result(kind) && !has_results)
			line_add(line, "%#lx", (unsigned long)value);
		else
			add_structure(line, kind, made, i);
	}
}

static void add_result(struct line *line, long result, const char *signature)
{
	const char *kind = strchr(signature, '=');
	const char *error = error_name(-result);

	if (!syscall_has_failed(result))
		add_value(line, kind ? kind[1] : 'l', result);
	else if (error)
		line_add(line, "-1 %s", error);
	else
		line_add(line, "-1 (error %ld)", -result);
}

/* Ends where the result has room in any case. */
#define RESULT_MOST 40

static void print(const struct syscall_made *made, bool over)
{
	const char *signature = trace_signature(made->number) ?: "";
	struct line line = { .length = 0 };

	line_add(&line, "%s(", uk_syscall_name(made->number));
	add_arguments(&line, made, signature, over);
	if (line.length > LINE_MOST - RESULT_MOST) {
		line.length = LINE_MOST - RESULT_MOST;
		line_add(&line, "...");
	}
	line_add(&line, ") = ");
	if (over)
		add_result(&line, made->result, signature);
	else
		line_add(&line, "?");
	uk_printf("%s\n", line.text);
}

void syscall_trace_begin(const struct syscall_made *made)
{
	if (made->number == SYSCALL_exit || made->number == SYSCALL_exit_group)
		print(made, false);
}

void syscall_trace_end(const struct syscall_made *made)
{
	print(made, true);
}
