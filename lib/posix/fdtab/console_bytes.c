/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Input of the console as it comes, in an image where nobody sets modes of a terminal.
 */
#include <uk/console.h>

#include "console.h"

/* A terminal sends a carriage return where programs expect the end of a line. */
static void end_lines(char *text, uk_ssize_t count)
{
	for (uk_ssize_t i = 0; i < count; i++)
		if (text[i] == '\r')
			text[i] = '\n';
}

uk_ssize_t uk_fd_console_read(struct uk_file *file __uk_unused,
			      const struct uk_iovec *pieces, unsigned int count,
			      int64_t offset __uk_unused)
{
	uk_ssize_t done = 0;

	for (; count; pieces++, count--) {
		uk_ssize_t part =
			uk_console_try_read(pieces->base, pieces->length);

		if (part < 0)
			return done ? done : part;
		end_lines(pieces->base, part);
		done += part;
		if ((size_t)part < pieces->length)
			break;
	}
	return done;
}

uk_ssize_t uk_fd_console_waiting(bool *in)
{
	uk_ssize_t count = uk_console_waiting(uk_fd_console_arrived);

	*in = count > 0;
	return count;
}

int uk_fd_console_control(unsigned long request, void *argument)
{
	return uk_fd_console_size(request, argument);
}
