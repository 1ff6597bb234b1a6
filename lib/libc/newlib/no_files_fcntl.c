/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fcntl() where descriptors are no files: nothing can be locked.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <uk/fd.h>

#include "result.h"

/* The commands without an argument do not look at it. */
int fcntl(int fd, int command, ...)
{
	va_list arguments;
	unsigned long argument;

	va_start(arguments, command);
	argument = va_arg(arguments, unsigned long);
	va_end(arguments);
	return (int)result(uk_fd_control(fd, command, argument));
}
