/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The system's log, which is the console: a line of stderr for each message. Its level decides
 * whether it is shown (setlogmask()); its facility and LOG_PERROR say nothing here.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>
#include <uk/essentials.h>

#define LONGEST 1024 /* RFC 3164, section 4.1: of a whole message */

static const char *name;
static int options;
static int shown = LOG_UPTO(LOG_DEBUG);

void openlog(const char *as, int with, int facility __uk_unused)
{
	name = as;
	options = with;
}

void closelog(void)
{
	name = NULL;
	options = 0;
}

int setlogmask(int mask)
{
	int old = shown;

	if (mask)
		shown = mask;
	return old;
}

/* The format with errno's text for each %m, which no printf() need know; "%%m" stays. */
static void put_error(char *to, size_t size, const char *format, int error)
{
	size_t length = 0;

	for (; *format && length < size - 1; format++) {
		if (format[0] == '%' && format[1] == 'm') {
			length += strlcpy(to + length, strerror(error),
					  size - length);
			length = UK_MIN(length, size - 1);
			format++;
			continue;
		}
		to[length++] = *format;
		if (format[0] == '%' && format[1] && length < size - 1)
			to[length++] = *++format;
	}
	to[length] = 0;
}

/* What was written, of what snprintf() says that it would have. */
static size_t written(int wanted, size_t room)
{
	return wanted < 0 ? 0 : UK_MIN((size_t)wanted, room - 1);
}

/* One write, so that lines of several threads do not mix. */
void vsyslog(int priority, const char *format, va_list arguments)
{
	int error = errno;
	char line[LONGEST], expanded[LONGEST];
	const size_t room = sizeof(line) - 1; /* of the line's end */
	size_t length = 0;

	if (!(shown & LOG_MASK(LOG_PRI(priority))))
		return;
	put_error(expanded, sizeof(expanded), format, error);
	if (options & LOG_PID)
		length = written(snprintf(line, room,
					  "%s[%d]: ", name ? name : "syslog",
					  (int)getpid()),
				 room);
	else if (name)
		length = written(snprintf(line, room, "%s: ", name), room);
	length += written(vsnprintf(line + length, room - length, expanded,
				    arguments),
			  room - length);
	if (!length || line[length - 1] != '\n')
		line[length++] = '\n';
	write(STDERR_FILENO, line, length);
	errno = error;
}

void syslog(int priority, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsyslog(priority, format, arguments);
	va_end(arguments);
}
